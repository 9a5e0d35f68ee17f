/**
 * One step of a compiled pattern: a run of anything but `/`, one code point, or a malformed rest. Go reads a pattern from star
 * to star, so what is malformed behind a star is only noticed by a name that gets there.
 */
type Step =
  | { readonly kind: 'star' | 'malformed' }
  | { readonly kind: 'one'; readonly accepts: (point: string) => boolean };

/**
 * Go's `filepath.Match` (https://pkg.go.dev/path/filepath#Match) on Unix, by which COPY and ADD read the wildcards of their
 * sources: the whole name must match, and `*` and `?` never match a `/`.
 */
export function goMatch(pattern: string, name: string): boolean | 'bad-pattern' {
  return compileGoPattern(pattern)(name);
}

/** `goMatch` for one pattern and many names. */
export function compileGoPattern(pattern: string): (name: string) => boolean | 'bad-pattern' {
  const steps = readSteps(Array.from(pattern));
  return (name) => run(steps, Array.from(name));
}

/** Whether a COPY source is a pattern at all: without an unescaped `*`, `?` or `[` it is a name, backslashes included. */
export function hasWildcard(source: string): boolean {
  for (let i = 0; i < source.length; i++) {
    const char = source[i];
    if (char === '\\') i++;
    else if (char === '*' || char === '?' || char === '[') return true;
  }
  return false;
}

function readSteps(points: readonly string[]): Step[] {
  const steps: Step[] = [];
  const cut = (): Step[] => {
    const star = steps.findLastIndex(({ kind }) => kind === 'star');
    return [...steps.slice(0, star + 1), { kind: 'malformed' }];
  };
  for (let at = 0; at < points.length; at++) {
    const point = points[at];
    if (point === '*') {
      if (steps.at(-1)?.kind !== 'star') steps.push({ kind: 'star' });
    } else if (point === '?') {
      steps.push({ kind: 'one', accepts: (other) => other !== '/' });
    } else if (point === '[') {
      const set = readSet(points, at + 1);
      if (set === undefined) return cut();
      steps.push({ kind: 'one', accepts: set.accepts });
      at = set.end;
    } else {
      if (point === '\\') at++;
      const literal = points[at];
      if (literal === undefined) return cut();
      steps.push({ kind: 'one', accepts: (other) => other === literal });
    }
  }
  return steps;
}

/** A class from after its `[`; `end` is the place of its `]`. Unlike `?`, a class may match a `/`. */
function readSet(
  points: readonly string[],
  start: number,
): { accepts: (point: string) => boolean; end: number } | undefined {
  const negated = points[start] === '^';
  const ranges: [number, number][] = [];
  let at = negated ? start + 1 : start;
  while (points[at] !== ']' || ranges.length === 0) {
    const low = readBound(points, at);
    if (low === undefined) return undefined;
    at = low.next;
    let high = low;
    if (points[at] === '-') {
      const bound = readBound(points, at + 1);
      if (bound === undefined) return undefined;
      high = bound;
      at = high.next;
    }
    ranges.push([low.code, high.code]);
  }
  const accepts = (point: string): boolean => {
    const code = point.codePointAt(0) ?? -1;
    return ranges.some(([low, high]) => low <= code && code <= high) !== negated;
  };
  return { accepts, end: at };
}

function readBound(points: readonly string[], start: number): { code: number; next: number } | undefined {
  const escaped = points[start] === '\\';
  const at = escaped ? start + 1 : start;
  const point = points[at];
  if (point === undefined || (!escaped && (point === '-' || point === ']'))) return undefined;
  // A class that the pattern's end cuts off is malformed.
  if (at + 1 >= points.length) return undefined;
  return { code: point.codePointAt(0) ?? 0, next: at + 1 };
}

/** Only the last star is ever tried again, so the time is at most the product of the two lengths. */
function run(steps: readonly Step[], name: readonly string[]): boolean | 'bad-pattern' {
  let step = 0;
  let at = 0;
  let star = -1;
  let starAt = 0;
  while (at < name.length || step < steps.length) {
    const current = steps[step];
    const point = name[at];
    if (current?.kind === 'malformed') return 'bad-pattern';
    if (current?.kind === 'star') {
      star = step++;
      starAt = at;
    } else if (current?.kind === 'one' && point !== undefined && current.accepts(point)) {
      step++;
      at++;
    } else {
      const skipped = name[starAt];
      if (star < 0 || skipped === undefined || skipped === '/') return false;
      step = star + 1;
      at = ++starAt;
    }
  }
  return true;
}
