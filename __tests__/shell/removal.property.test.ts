import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { sameAfterEdits } from '../../src/shell/check.js';
import { removalEdits } from '../../src/shell/edit.js';
import { applyEdits } from '../../src/text/edits.js';
import { names, read, runBody } from './read.js';

const argument = fc.constantFrom('-y', 'x', '"a  b"', "'#c'", '$V', '/l/*', '${W:-d}');
/** How a command is joined to the next one: on the line, operator at the line's end or at the next one's start. */
const layout = fc.constantFrom('same', 'end', 'start');
const between = fc.constantFrom('', '    # note\n', '\n', '# a && b \\\n');
const step = fc.record({
  args: fc.array(argument, { maxLength: 3 }),
  split: fc.boolean(),
  layout,
  between,
  gone: fc.boolean(),
});

interface Style {
  readonly operator: '&&' | ';';
  readonly escape: '\\' | '`';
  readonly crlf: boolean;
}

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function write(steps: readonly Step[], { operator, escape, crlf }: Style): string {
  let text = operator === ';' ? 'RUN set -e; ' : 'RUN ';
  for (const [index, each] of steps.entries()) {
    text += [`c${index}`, ...each.args].join(each.split ? ` ${escape}\n      ` : ' ');
    if (index === steps.length - 1) break;
    const lead = operator === ';' ? ';' : ' &&';
    if (each.layout === 'same') text += `${lead} `;
    else if (each.layout === 'end' || operator === ';') text += `${lead} ${escape}\n${each.between}    `;
    else text += ` ${escape}\n${each.between}    && `;
  }
  text += '\nUSER u\n';
  return crlf ? text.replaceAll('\n', '\r\n') : text;
}

const style = fc.record<Style>({
  operator: fc.constantFrom('&&', ';'),
  escape: fc.constantFrom('\\', '`'),
  crlf: fc.boolean(),
});

test('a list without some of its commands is the old list without them, comments and all', () => {
  let made = 0;
  fc.assert(
    fc.property(fc.array(step, { minLength: 2, maxLength: 6 }), style, (steps, how) => {
      const file = write(steps, how);
      const script = read(runBody(file, how.escape));
      const first = script.commands.length - steps.length;
      const gone = script.commands.filter(({ index }) => steps[index - first]?.gone === true);
      const edits = removalEdits(script, file, gone, how.escape);
      if (edits === undefined) return;
      made++;
      const after = applyEdits(file, edits);
      const rest = read(runBody(after, how.escape));
      expect(names(rest)).toEqual(names(script).filter((_, index) => steps[index - first]?.gone !== true));
      expect(sameAfterEdits(script, edits, rest)).toBeUndefined();
      expect(comments(after)).toEqual(comments(file));
      expect(after).toMatch(/\nUSER u\r?\n$/);
      // Nothing dangles: the RUN ends where its last command does, on a line without continuation.
      expect(after).not.toMatch(/^(?! *#).*[\\`] *\r?\nUSER/m);
      expect(after).not.toMatch(/^ *(?:&&)? *[\\`] *\r?$/m);
    }),
    { numRuns: 400 },
  );
  expect(made).toBeGreaterThan(150);
});

const comments = (text: string): string[] => text.split(/\r?\n/).filter((line) => /^\s*#/.test(line));
