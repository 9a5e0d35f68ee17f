import { mountsOf } from '../dockerfile/mounts.js';
import type { RunCommand, RunFacts } from './steps.js';

/** What a step alone is given: secrets, agents and other networks, in a form that can be compared. */
export const secretsOf = ({ run }: RunFacts): string =>
  run.flags
    .filter(({ name }) => name !== 'mount')
    .map(({ name, value }) => `${name}=${value ?? ''}`)
    .concat(
      mountsOf(run).flatMap(({ type, flag }) =>
        type === 'cache' || type === 'bind' ? [] : (flag.value ?? ''),
      ),
    )
    .sort()
    .join(' ');

/** Only to be careful: names of files and settings that give access to a private source of packages. */
const ACCESS_FILES = [
  '.netrc',
  '.ssh',
  'id_rsa',
  'id_ed25519',
  '.git-credentials',
  '.gitconfig',
  'settings.xml',
  'auth.json',
];
const ACCESS_VARIABLE = /TOKEN|PASSW|SECRET|CREDENTIAL|AUTH|NETRC|SSH|PROXY|PRIVATE|REGISTR|INDEX/i;

/**
 * What in a step gives or takes access to packages for a while only, in words: a variable in front of a command, a file with a
 * key that is removed again. Undefined when there is none.
 *
 * @param uses the step downloads packages itself
 */
export function accessIn({ commands }: RunFacts, uses: boolean): string | undefined {
  const found = commands.find((command) => takesAway(command) || (uses && hasVariableOfItsOwn(command)));
  return found?.command.words.map(({ raw }) => raw).join(' ');
}

function takesAway({ argv }: RunCommand): boolean {
  const words = argv.words.map(({ raw }) => raw);
  if (argv.name === 'rm' || argv.name === 'mv' || argv.name === 'shred')
    return words.some((word) => ACCESS_FILES.some((name) => word.includes(name)));
  return (
    argv.name === 'git' && words.includes('config') && words.some((word) => /^--(?:unset|remove)/.test(word))
  );
}

const hasVariableOfItsOwn = ({ command, argv }: RunCommand): boolean =>
  [...command.assignments.map(({ name }) => name), ...command.variables.keys()].some((name) =>
    ACCESS_VARIABLE.test(name),
  ) ||
  (argv.name === 'export' && argv.words.some(({ raw }) => ACCESS_VARIABLE.test(raw)));
