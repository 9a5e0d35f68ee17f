import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { scanDockerfile, type Scan } from '../../src/dockerfile/scan.js';
import { DfmodError } from '../../src/errors.js';

const FOLDER = join(import.meta.dirname, '../fixtures/goldens/dockerfiles');
export const GOLDENS = readdirSync(FOLDER).map((name) => readFileSync(join(FOLDER, name), 'utf8'));

const TOKENS = [
  ['\n', '\n', '\n', '\r\n', '\r', ' ', '  ', '\t', '\u00a0', '\f'],
  ['\\', '\\', '`', '\\\n', '\\ \n', '\\\n# c\n', '\\\n\n'],
  [
    'FROM a\n',
    'RUN ',
    'COPY ',
    'ADD ',
    'ENV ',
    'ARG ',
    'ONBUILD ',
    'CMD ',
    'LABEL ',
    'HEALTHCHECK ',
    'run ',
    'RU',
  ],
  ['# c\n', '#', '# escape=`\n', '# syntax=x\n', '# dfmod ignore\n', '\ufeff'],
  ['<<EOF', '<<-EOF', "<<'EOF'", '<<E"O"F', '<<', '<', 'EOF', '\nEOF\n', '\n\tEOF\n'],
  ['a', 'b=c', '=', '"', "'", '["a"]', '["a",', '[', ']', '{{', '$A', '${A:-b}', '${', '}', '$', 'é', '😀'],
  ['--mount=type=cache,target=/x', '--from=b', '--', '--x="y z"', '-', '&&', ';', '|', '1', 'x'],
].flat();
export const fuzz = fc.array(fc.constantFrom(...TOKENS), { maxLength: 40 }).map((tokens) => tokens.join(''));
export const anyFile = fc.oneof(
  fuzz,
  fuzz.map((text) => `FROM a\n${text}`),
  fc.constantFrom(...GOLDENS),
);

/** Undefined for what BuildKit rejects; any other error is a failure. */
export function scanned(text: string): Scan | undefined {
  try {
    return scanDockerfile(text);
  } catch (error) {
    if (error instanceof DfmodError && error.place.line !== undefined) return undefined;
    throw error;
  }
}
