// Bundles the command line and the library: one start-up file keeps `dfmod` as quick as a pre-commit hook wants it.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
process.chdir(root);
// With a folder named, only the bundle is made, and there: the tests run the program as it is shipped.
const [named] = process.argv.slice(2);
const outdir = named ?? 'dist';
rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: { cli: 'src/cli/main.ts', index: 'src/index.ts' },
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  external: ['prettier'],
  legalComments: 'linked',
  // Bundled CommonJS packages call require for Node's own modules.
  banner: {
    js: "import { createRequire as __req } from 'node:module'; const require = __req(import.meta.url);",
  },
  logLevel: 'warning',
});
if (named === undefined) {
  execFileSync(
    process.execPath,
    [join('node_modules', 'typescript', 'bin', 'tsc'), '--emitDeclarationOnly', '--outDir', 'dist/types'],
    {
      stdio: 'inherit',
    },
  );
}
