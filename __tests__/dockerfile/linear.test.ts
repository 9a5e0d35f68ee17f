import { describe, expect, test } from '@jest/globals';
import { mountsOf } from '../../src/dockerfile/mounts.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { insertMounts } from '../../src/dockerfile/print.js';
import { tokensOf } from '../../src/dockerfile/tokens.js';
import { envPairs } from '../../src/dockerfile/words.js';
import { DfmodError } from '../../src/errors.js';

const many = (text: string, count: number): string => text.repeat(count);
const LINE = 60_000;

/** Each of these would take minutes if anything in it were quadratic; the limit of a test is five seconds. */
const CASES: Record<string, string> = {
  'many instructions': `FROM a\n${many('RUN a b\n', 30_000)}`,
  'many stages with comments': many('# c\nFROM a AS b\n', 30_000),
  'many continued lines': `FROM a\nRUN x ${many('\\\n  y', 50_000)}\n`,
  'many comments inside': `FROM a\nRUN x \\\n${many('# c\n', 50_000)} y\n`,
  'many blank lines inside': `FROM a\nRUN x \\\n${many('\n', 200_000)} y\n`,
  'an endless continuation': `FROM a\n${many('\\\n', 100_000)}RUN x\n`,
  'long blank runs': `FROM a\nRUN x${many(' ', LINE)}y \\\n${many(' ', LINE)}\\\n${many('\t', LINE)}z\n`,
  'blanks and a backslash': `FROM a\nRUN x${many('\\ ', LINE / 2)}\n`,
  backslashes: `FROM a\nRUN ${many('\\', LINE)}\n`,
  'a long heredoc': `FROM a\nRUN <<EOF\n${many('echo\n', 100_000)}EOF\n`,
  'many heredocs': `FROM a\nRUN ${many('<<A ', 10_000)}\n${many('A\n', 10_000)}`,
  'open braces': `FROM a\nRUN cat <<EOF ${many('${a:-', LINE / 6)}\n`,
  'nested braces': `FROM a\nRUN cat <<EOF ${many('${a:-', LINE / 8)}${many('}', LINE / 8)}\nEOF\n`,
  'less-than signs': `FROM a\nRUN ${many('<', LINE)}${many(' ', 4000)}<\n`,
  'many flags': `FROM a\nRUN ${many('--mount=type=cache,target=/x ', 2000)}x\n`,
  'many mount fields': `FROM a\nRUN --mount=${many('a=b,', 14_000)}target=/x x\n`,
  'many CSV quotes': `FROM a\nRUN --mount='"${many('""', LINE / 3)}"' x\n`,
  'many pairs': `FROM a\nENV ${many('A=1 ', LINE / 5)}\n`,
  'many JSON strings': `FROM a\nCMD ["a"${many(',"a"', LINE / 5)}]\n`,
  'a deep array': `FROM a\nCMD ${many('[', LINE / 2)}${many(']', LINE / 2)}\n`,
  'template braces': `FROM a\nRUN "${many('\\\n{{', 20_000)}"\n`,
  'single braces': `FROM a\nCOPY ${many('{', LINE)} \\\n{{\n`,
  'many ONBUILDs': `FROM a\n${many('ONBUILD ', LINE / 8)}RUN x\n`,
  'many comments': `FROM a\n${many('# dfmod ignore=x\n', 50_000)}RUN x\n`,
  'a long pragma': `FROM a\n# dfmod ignore${many(' ', LINE)}=${many(' ,', 1000)}x\n`,
};

describe('nothing is quadratic', () => {
  test.each(Object.entries(CASES))('%s', (_, text) => {
    let doc;
    try {
      doc = parseDockerfile(text);
    } catch (error) {
      expect(error).toBeInstanceOf(DfmodError);
      return;
    }
    let length = 0;
    for (const instruction of doc.instructions) {
      envPairs(instruction);
      mountsOf(instruction);
      length += instruction.body.text.length;
      if (instruction.keyword === 'RUN') insertMounts(doc, instruction, [{ type: 'cache', target: '/x' }]);
    }
    expect(length).toBeLessThan(text.length);
  });

  test('tokens of a long instruction', () => {
    const doc = parseDockerfile(`FROM a\nRUN x ${many('\\\n  # c\n  y', 5000)}\n`);
    const [, run] = doc.instructions;
    const tokens = run === undefined ? 'opaque' : tokensOf(doc, run);
    expect(tokens === 'opaque' ? 0 : tokens.arguments.length).toBe(5001);
  });
});
