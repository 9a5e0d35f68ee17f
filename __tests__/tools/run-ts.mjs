// Bundles one TypeScript program of the project's own tools in memory and runs it: node run-ts.mjs <file.ts> [args].
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [file, ...args] = process.argv.slice(2);
const dir = mkdtempSync(join(process.cwd(), 'node_modules', '.run-ts-'));
const out = join(dir, 'program.mjs');
try {
  await build({
    entryPoints: [file],
    outfile: out,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    packages: 'external',
    logLevel: 'warning',
  });
  process.argv.splice(1, process.argv.length, file, ...args);
  await import(pathToFileURL(out).href);
} finally {
  rmSync(dir, { recursive: true, force: true });
}
