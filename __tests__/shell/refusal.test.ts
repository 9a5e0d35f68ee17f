import { expect, test } from '@jest/globals';
import { parseScript } from '../../src/shell/parse-script.js';
import { whole } from './read.js';

const refusal = (text: string): string => {
  const result = parseScript(whole(text), { dialect: 'bash' });
  return 'refused' in result ? result.refused : 'read';
};

test.each([
  ['a\0b', 'nul'],
  ['a '.repeat(140_000), 'too-long'],
  [Array.from({ length: 300 }, (_, i) => `A${i}=1`).join('; '), 'too-long'],
  ["a 'b", 'syntax'],
  ['a &&', 'syntax'],
  ['a; ; b', 'syntax'],
  ['if a; then b; ; fi', 'syntax'],
  ['for i in x; do a; ; done', 'syntax'],
  ['x (; b', 'syntax'],
  ['cat <<EOF\nbody', 'syntax'],
  ['echo "$(if)"', 'syntax'],
  ['cat <<E\n$(done)\nE', 'syntax'],
])('refused: %j', (text, code) => {
  expect(refusal(text)).toBe(code);
});

test.each([
  '',
  '# only a comment',
  'f () { a; }',
  'f ( ) ( a )',
  '! ( a )',
  'time (a)',
  'cat <<E\nbody\nE\n(a)',
  'case $x in (a) b;; c|d) e;& *) f;;& esac',
  'for ((i=0; i<3; i++)) do a; done',
  '[[ $a == b* && -f c ]] && (( x++ ))',
  'a && `# comment` b',
  'a=(1 2); a[0]=b; coproc c',
  'a <(b) > >(c) <<< d',
  '<<E cat > x\n   body\nE',
  'a \\\n  && b',
])('read: %j', (text) => {
  expect(refusal(text)).toBe('read');
});

test('a refusal points at what it is about', () => {
  const result = parseScript(whole('a; if b; then c; ; fi'), { dialect: 'sh' });
  expect(result).toMatchObject({ refused: 'syntax', span: { start: 17, end: 18 } });
});

test('nesting is no reason to overflow the stack, nor to take long', () => {
  expect(refusal(`${'{ a; '.repeat(200)}b; ${'}; '.repeat(200)}c`)).toBe('read');
  expect(refusal(`echo ${'"$('.repeat(200)}a${')"'.repeat(200)}`)).toBe('read');
  expect(refusal('('.repeat(20_000))).toBe('syntax');
  const loops = `${'while a; do '.repeat(150)}${'cd x; A=1; '.repeat(2000)}b${'; done'.repeat(150)}`;
  const before = process.cpuUsage();
  expect(refusal(loops)).toBe('read');
  expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
});

test('one text is read once, whichever file it stands in', () => {
  const first = parseScript(whole('a && b'), { dialect: 'sh' });
  const second = parseScript(whole('a && b'), { dialect: 'sh' });
  const errexit = parseScript(whole('a && b'), { dialect: 'sh', errexit: true });
  if ('refused' in first || 'refused' in second || 'refused' in errexit) throw new Error('refused');
  expect(second.commands).toBe(first.commands);
  expect(second.source).not.toBe(first.source);
  expect(errexit.commands.map((command) => command.errexit)).toEqual([false, true]);
});
