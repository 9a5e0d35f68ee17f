import { describe, expect, test } from '@jest/globals';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { rearrange } from '../../src/rewriting/rearrange.js';
import { applyEdits } from '../../src/text/edits.js';

/** Moves every `COPY . .` behind the RUN, with `COPY m ./` in front of the RUN or in the place of the COPY. */
function moved(text: string, inPlace = false): string {
  const doc = parseDockerfile(text);
  const copies = doc.instructions.filter(({ keyword }) => keyword === 'COPY');
  const run = doc.instructions.find(({ keyword }) => keyword === 'RUN');
  const [first] = copies;
  if (run === undefined || first === undefined) throw new Error('no RUN or no COPY');
  const { edits, arrangement } = rearrange(doc, {
    moved: copies,
    behind: run,
    division: undefined,
    added: [{ before: inPlace ? first : run, lines: ['COPY m ./'] }],
  });
  const result = applyEdits(text, edits);
  const after = parseDockerfile(result);
  expect(after.instructions).toHaveLength(arrangement.length);
  for (const [index, place] of arrangement.entries())
    if (typeof place === 'number')
      expect(after.instructions[index]?.source).toBe(doc.instructions[place]?.source);
  return result;
}

describe('instructions change places', () => {
  test.each<[string, string, string]>([
    ['side by side', 'FROM a\nCOPY . .\nRUN i\nCMD x\n', 'FROM a\nCOPY m ./\nRUN i\nCOPY . .\nCMD x\n'],
    [
      'at the end of a file without a line ending',
      'FROM a\nCOPY . .\nRUN i',
      'FROM a\nCOPY m ./\nRUN i\nCOPY . .',
    ],
    [
      'a comment goes with its instruction',
      'FROM a\n# sources\nCOPY . .\n# install\nRUN i\n',
      'FROM a\nCOPY m ./\n# install\nRUN i\n# sources\nCOPY . .\n',
    ],
    [
      'a comment on the install stays with what it is about',
      'FROM a\n# Install dependencies\nCOPY . .\nRUN i\n',
      'FROM a\n# Install dependencies\nCOPY m ./\nRUN i\nCOPY . .\n',
    ],
    [
      'blank lines still separate',
      'FROM a\n\nCOPY . .\n\nRUN i\n\nCMD x\n',
      'FROM a\n\nCOPY m ./\nRUN i\n\nCOPY . .\n\nCMD x\n',
    ],
    [
      'a header of its own stays',
      'FROM a\n# part\n\nCOPY . .\nRUN i\n',
      'FROM a\n# part\n\nCOPY m ./\nRUN i\n\nCOPY . .\n',
    ],
    [
      'what stands between stays',
      'FROM a\nCOPY . .\nENV x=1\nRUN i\n',
      'FROM a\nENV x=1\nCOPY m ./\nRUN i\nCOPY . .\n',
    ],
    ['line endings', 'FROM a\r\nCOPY . .\r\nRUN i\r\n', 'FROM a\r\nCOPY m ./\r\nRUN i\r\nCOPY . .\r\n'],
    [
      'a directive is no comment',
      '# syntax=docker/dockerfile:1\nFROM a\nCOPY . .\nRUN i\n',
      '# syntax=docker/dockerfile:1\nFROM a\nCOPY m ./\nRUN i\nCOPY . .\n',
    ],
    [
      'several keep their order',
      'FROM a\nCOPY . .\nCOPY b c\nRUN i\n',
      'FROM a\nCOPY m ./\nRUN i\nCOPY . .\nCOPY b c\n',
    ],
    [
      'continued lines with comments',
      'FROM a\nCOPY . \\\n  # why\n  .\nRUN i \\\n  # so\n  && j\n',
      'FROM a\nCOPY m ./\nRUN i \\\n  # so\n  && j\nCOPY . \\\n  # why\n  .\n',
    ],
  ])('%s', (_, before, after) => {
    expect(moved(before)).toBe(after);
  });

  test('in the place of the first that moves', () => {
    expect(moved('FROM a\n# sources\nCOPY . .\n\nENV x=1\nRUN i\n', true)).toBe(
      'FROM a\nCOPY m ./\n\nENV x=1\nRUN i\n\n# sources\nCOPY . .\n',
    );
  });
});
