import type { CacheRefusal, Environment } from '../ecosystem-api.js';

/** What changes what is compiled, and is in the key of no cache of wheels. */
const BUILD_FLAGS = [
  'CFLAGS',
  'CXXFLAGS',
  'CPPFLAGS',
  'LDFLAGS',
  'CMAKE_ARGS',
  'FORCE_CMAKE',
  'FORCE_CUDA',
  'TORCH_CUDA_ARCH_LIST',
];

/**
 * Why wheels that are built here may not be kept for another build.
 *
 * @param tool its name, and that of
 * @param option the option of the command that decides it, if there is one
 */
export function builtWithFlags(
  tool: string,
  environment: Environment,
  option?: string,
): CacheRefusal | undefined {
  const flag = option ?? BUILD_FLAGS.find((name) => environment.variable(name) !== undefined);
  if (flag === undefined) return undefined;
  return {
    code: 'cache-key-incomplete',
    reason: `${tool} keeps wheels it builds under a key that does not know ${flag}: another build's wheel could be taken`,
    because: flag,
  };
}
