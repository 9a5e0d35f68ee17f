import { Automaton, type Assertion, type Item, type Test } from './automaton.js';

/** Whether a cleaned path of the context matches. */
export type PathTest = (path: string) => boolean;

/** A run of pattern characters, as the matcher sorts them before it needs a regular expression. */
type Form = 'exact' | 'prefix' | 'suffix' | 'expression';

/**
 * Compiles one cleaned pattern of an ignore file as https://github.com/moby/patternmatcher does: plain names, `prefix**` and
 * `**suffix` are compared, everything else becomes a Go regular expression, which gives `[…]`, `^` and a backslash before a
 * letter the meaning they have there. Undefined when that expression does not compile (the build then fails).
 */
export function compileIgnorePattern(pattern: string): PathTest | undefined {
  const { form, expression } = translate(pattern);
  if (form === 'exact') return (path) => path === pattern;
  if (form === 'prefix') {
    const prefix = pattern.slice(0, -2);
    return (path) => path.startsWith(prefix);
  }
  if (form === 'suffix') {
    const suffix = pattern.slice(2);
    return (path) => path.endsWith(suffix) || (suffix.startsWith('/') && path === suffix.slice(1));
  }
  const branches = readExpression(`^${expression}$`);
  if (branches === undefined) return undefined;
  const single = branches.length === 1;
  // A branch of several is anchored at one end at most: `^a|b$`.
  const automata = branches.map((items) => new Automaton(single ? items : [ANYTHING, ...items, ANYTHING]));
  const run = single ? plainRun(pattern) : '';
  return (path) => path.includes(run) && automata.some((automaton) => automaton.matches(path));
}

/** The longest plain text that every match holds: most paths are dismissed by it, which is much quicker than matching. */
function plainRun(pattern: string): string {
  let longest = '';
  // What a class holds is no text.
  const [outside = ''] = pattern.split('[', 1);
  for (const { 0: run, index } of outside.matchAll(/[\w./-]+/g)) {
    // The first character may be escaped, or be the slash that belongs to `**`.
    const sure = index === 0 ? run : run.slice(1);
    if (sure.length > longest.length) longest = sure;
  }
  return longest;
}

function translate(pattern: string): { form: Form; expression: string } {
  let form: Form = 'exact';
  let expression = '';
  const points = Array.from(pattern);
  if (points[0] === '\uFEFF') points.shift();
  for (let at = 0, step = 0; at < points.length; at++, step++) {
    const point = points[at] ?? '';
    if (point === '*' && points[at + 1] === '*') {
      at++;
      if (points[at + 1] === '/') at++;
      if (at + 1 < points.length) {
        expression += '(.*/)?';
        form = 'expression';
      } else if (form === 'exact') {
        form = 'prefix';
      } else {
        expression += '.*';
        form = 'expression';
      }
      if (step === 0) form = 'suffix';
    } else if (point === '*' || point === '?') {
      expression += point === '*' ? '[^/]*' : '[^/]';
      form = 'expression';
    } else if ('.+()$'.includes(point)) {
      // The matcher means to escape `|`, `{` and `}` too, but its table only reaches to the 64th character.
      expression += `\\${point}`;
    } else if (point === '\\') {
      at++;
      expression += `\\${points[at] ?? ''}`;
      if (at < points.length) form = 'expression';
    } else {
      expression += point;
      if (point === '[' || point === ']') form = 'expression';
    }
  }
  return { form, expression };
}

const isWord: Test = (point) => /^\w$/.test(point);
const atBoundary: Assertion = (before, after) =>
  (before !== undefined && isWord(before)) !== (after !== undefined && isWord(after));

const SHORTHANDS: Readonly<Record<string, Test>> = {
  d: (point) => /^[0-9]$/.test(point),
  D: (point) => !/^[0-9]$/.test(point),
  s: (point) => /^[\t\n\f\r ]$/.test(point),
  S: (point) => !/^[\t\n\f\r ]$/.test(point),
  w: isWord,
  W: (point) => !isWord(point),
};

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  A: (before) => before === undefined,
  z: (_, after) => after === undefined,
  b: atBoundary,
  B: (before, after) => !atBoundary(before, after),
};

const CONTROLS: Readonly<Record<string, string>> = { a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

const anyButNewline: Test = (point) => point !== '\n';
const ANYTHING: Item = { kind: 'many', test: () => true };
const SLASH: Item = { kind: 'one', test: (point) => point === '/' };

const REPETITION = /^\{\d+(?:,\d*)?\}/;

/**
 * Reads what `translate` can write, as branches between `|`. Hexadecimal, octal, Unicode classes and counted repetitions, which
 * no path needs, count as malformed.
 */
function readExpression(expression: string): Item[][] | undefined {
  const points = Array.from(expression);
  let items: Item[] = [];
  const branches = [items];
  let at = 0;
  const one = (test: Test): void => {
    const many = points[at] === '*';
    if (many) at++;
    items.push({ kind: many ? 'many' : 'one', test });
  };
  while (at < points.length) {
    const point = points[at++];
    if (point === '(') {
      items.push({ kind: 'optional', items: [{ kind: 'many', test: anyButNewline }, SLASH] });
      at += '.*/)?'.length;
    } else if (point === '.') {
      one(anyButNewline);
    } else if (point === '|') {
      items = [];
      branches.push(items);
    } else if (point === '{' && REPETITION.test(points.slice(at - 1, at + 12).join(''))) {
      return undefined;
    } else if (point === '$') {
      items.push({ kind: 'assert', holds: (_, after) => after === undefined });
    } else if (point === '^') {
      items.push({ kind: 'assert', holds: (before) => before === undefined });
    } else if (point === '[') {
      const set = readClass(points, at);
      if (set === undefined) return undefined;
      at = set.end;
      one(set.test);
    } else if (point === '\\') {
      const escaped = points[at++] ?? '';
      const holds = ASSERTIONS[escaped];
      const test = holds === undefined ? escapeTest(escaped) : undefined;
      if (holds !== undefined) items.push({ kind: 'assert', holds });
      else if (test !== undefined) one(test);
      else return undefined;
    } else {
      one((other) => other === point);
    }
  }
  return branches;
}

function escapeTest(escaped: string): Test | undefined {
  const literal = escapedLiteral(escaped);
  return literal === undefined ? SHORTHANDS[escaped] : (other) => other === literal;
}

function escapedLiteral(escaped: string): string | undefined {
  return /^[\x00-\x7F]$/.test(escaped) && !/^[0-9A-Za-z]$/.test(escaped) ? escaped : CONTROLS[escaped];
}

const POSIX: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  ascii: /[\x00-\x7F]/,
  blank: /[\t ]/,
  cntrl: /[\x00-\x1F\x7F]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[\t-\r ]/,
  upper: /[A-Z]/,
  word: /\w/,
  xdigit: /[0-9A-Fa-f]/,
};

/** A class of a Go regular expression from after its `[`; `end` is the place after its `]`. */
function readClass(points: readonly string[], start: number): { test: Test; end: number } | undefined {
  const negated = points[start] === '^';
  const tests: Test[] = [];
  let at = negated ? start + 1 : start;
  while (points[at] !== ']' || tests.length === 0) {
    const named = points[at] === '[' && points[at + 1] === ':' ? readPosix(points, at + 2) : undefined;
    if (named !== undefined) {
      if (named.test === undefined) return undefined;
      tests.push(named.test);
      at = named.end;
      continue;
    }
    const shorthand = points[at] === '\\' ? SHORTHANDS[points[at + 1] ?? ''] : undefined;
    if (shorthand !== undefined) {
      tests.push(shorthand);
      at += 2;
      continue;
    }
    const range = readRange(points, at);
    if (range === undefined) return undefined;
    tests.push(range.test);
    at = range.end;
  }
  return { test: (point) => tests.some((test) => test(point)) !== negated, end: at + 1 };
}

function readPosix(
  points: readonly string[],
  start: number,
): { test: Test | undefined; end: number } | undefined {
  // The longest name has six letters, with a `^` in front of it and `:]` behind.
  const name = /^(\^?)([^:]*):\]/.exec(points.slice(start, start + 12).join(''));
  if (name === null) return undefined;
  const set = POSIX[name[2] ?? ''];
  const negated = name[1] === '^';
  const test: Test | undefined =
    set === undefined ? undefined : (point) => (point.length === 1 && set.test(point)) !== negated;
  return { test, end: start + name[0].length };
}

function readRange(points: readonly string[], start: number): { test: Test; end: number } | undefined {
  const low = readClassPoint(points, start);
  if (low === undefined) return undefined;
  let high = low;
  if (points[low.end] === '-' && points[low.end + 1] !== ']') {
    const bound = readClassPoint(points, low.end + 1);
    if (bound === undefined || bound.code < low.code) return undefined;
    high = bound;
  }
  const test: Test = (point) => {
    const code = point.codePointAt(0) ?? -1;
    return low.code <= code && code <= high.code;
  };
  return { test, end: high.end };
}

function readClassPoint(points: readonly string[], start: number): { code: number; end: number } | undefined {
  const escaped = points[start] === '\\';
  const end = escaped ? start + 2 : start + 1;
  const point = escaped ? escapedLiteral(points[start + 1] ?? '') : points[start];
  const code = point?.codePointAt(0);
  return code === undefined ? undefined : { code, end };
}
