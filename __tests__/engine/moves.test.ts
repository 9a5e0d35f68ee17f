import { describe, expect, test } from '@jest/globals';
import { createMemoryTree } from '../../src/context/memory-tree.js';
import type { FileTree } from '../../src/context/build-context.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { Passes } from '../../src/engine/passes.js';
import { Surroundings } from '../../src/engine/surroundings.js';
import { WorkingFiles } from '../../src/engine/working-files.js';
import { applyEdits } from '../../src/text/edits.js';
import type { Transform, TransformInput } from '../../src/transform-api.js';
import type { Change, Edit, Placed, Skip } from '../../src/types.js';

const PATH = 'Dockerfile';

/** Runs transforms that are only a function. */
function run(text: string, transforms: readonly Transform['run'][], given?: FileTree) {
  const doc = parseDockerfile(text);
  const files = new WorkingFiles(PATH, text, given);
  const place = {
    path: PATH,
    builds: [],
    tree: files.tree,
    repositoryRoot: '',
    context: '',
    neighbours: () => [],
    hintFor: () => undefined,
  };
  const surroundings = new Surroundings(place, doc);
  const passes = new Passes(PATH, doc, {
    latin1: false,
    unsafe: false,
    inlineIgnores: true,
    used: new Set(),
    surroundings,
    files,
    keeps: () => undefined,
    inputFor: (_, newest): TransformInput => ({
      path: PATH,
      doc: newest,
      facts: surroundings.facts,
      builds: [],
      contexts: surroundings.contexts,
      factsIn: (context) => surroundings.factsIn(context),
      textOf: (path) => files.textOf(path),
      sharing: (context) => surroundings.sharing(context),
      withoutMounts: undefined,
      style: {},
      options: {},
      optionsOf: () => ({}),
    }),
  });
  const outcome = passes.run(
    transforms.map((each, at) => ({
      id: `t${at}`,
      title: '',
      heading: 'order your layers',
      summary: '',
      why: '',
      risk: '',
      docs: [],
      rules: [],
      safety: 'safe',
      hints: [],
      run: each,
    })),
  );
  expect(applyEdits(text, outcome.edits)).toBe(outcome.text);
  return outcome;
}

const change = (range: Change['range'], edits: readonly Edit[], over: Partial<Change> = {}): Change => ({
  transform: 't',
  title: 't',
  reason: 'r',
  safety: 'safe',
  range,
  files: [{ path: PATH, edits }],
  ...over,
});

/** Changes places of each `COPY` and the `RUN old` right behind it. */
function* swap({ doc }: TransformInput): Generator<Change> {
  for (const copy of doc.instructions) {
    const next = doc.instructions[copy.index + 1];
    if (copy.keyword !== 'COPY' || next?.original.startsWith('RUN old') !== true) continue;
    const start = copy.span.start;
    const end = next.span.end;
    const between = doc.text.slice(copy.span.end, next.span.start);
    const arrangement = doc.instructions.map(({ index }): Placed =>
      index === copy.index ? next.index : index === next.index ? copy.index : index,
    );
    yield change(next.span, [{ start, end, text: next.source + between + copy.source }], { arrangement });
  }
}

/** A skip for each RUN, with its first word as evidence. */
function* left({ doc }: TransformInput): Generator<Skip> {
  for (const { keyword, span, source } of doc.instructions)
    if (keyword === 'RUN')
      yield {
        transform: 't1',
        code: 'undividable',
        reason: 'r',
        range: span,
        evidence: {
          path: PATH,
          span: { start: span.start + 4, end: span.start + 7 },
          text: source.slice(4, 7),
        },
      };
}

const add = (path: string, at: number, text: string): Change['files'] => [
  { path, edits: [{ start: at, end: at, text }] },
];

const sends = (input: TransformInput): readonly string[] =>
  'known' in input.contexts ? (input.contexts.known[0]?.list() ?? []) : [];

function* divide({ doc }: TransformInput): Generator<Change> {
  const [, old] = doc.instructions;
  if (old?.original !== 'RUN old && more') return;
  const edits = [{ ...old.span, text: 'COPY x y\nRUN old\nRUN more' }];
  yield change(old.span, edits, { arrangement: [0, 'new', { partOf: 1 }, { partOf: 1 }] });
}

function* aboutEach({ doc }: TransformInput): Generator<Skip> {
  for (const { span } of doc.instructions.slice(1))
    yield {
      transform: 't1',
      code: 'undividable',
      reason: 'r',
      range: span,
      evidence: { path: PATH, span, text: 'x' },
    };
}

function* ignoreItself({ textOf }: TransformInput): Generator<Change> {
  if (textOf('.dockerignore') === 'a\n')
    yield change({ start: 0, end: 6 }, [], { files: add('.dockerignore', 2, '.dockerignore\n') });
}

function* makeForEach({ doc, textOf }: TransformInput): Generator<Change> {
  if (textOf('new') !== undefined) return;
  for (const { span } of doc.instructions) yield change(span, [], { files: add('new', 0, 'x\n') });
}

function* dropUnsaid({ doc }: TransformInput): Generator<Change> {
  const [, copy] = doc.instructions;
  if (copy)
    yield change(copy.span, [], {
      files: [{ path: PATH, edits: [{ ...copy.span, text: '' }] }, ...add('new', 0, 'x\n')],
    });
}

function* editWhatIsGone({ doc }: TransformInput): Generator<Change> {
  for (const { span } of doc.instructions) yield change(span, [], { files: add('gone', 3, 'x') });
}

describe('positions', () => {
  const text = 'FROM a\nCOPY x y\nRUN old one\nRUN new\n';

  test('of a moved instruction are those it had', () => {
    const { text: after, skips, changes } = run(text, [swap, left]);
    expect(after).toBe('FROM a\nRUN old one\nCOPY x y\nRUN new\n');
    const at = (word: string) => text.indexOf(word);
    expect(changes[0]?.range).toMatchObject({ start: { line: 3, offset: at('RUN old') } });
    expect(skips.map(({ range }) => [range.start.offset, range.end.offset])).toEqual([
      [at('RUN old'), at('RUN old') + 11],
      [at('RUN new'), at('RUN new') + 7],
    ]);
    expect(skips.map(({ evidence }) => evidence.range?.start.offset)).toEqual([at('old'), at('new')]);
  });

  test('of parts and of what is new are those of the instruction they come from', () => {
    const whole = 'FROM a\nRUN old && more\n';
    const { text: after, skips } = run(whole, [divide, aboutEach]);
    expect(after).toBe('FROM a\nCOPY x y\nRUN old\nRUN more\n');
    expect(skips).toHaveLength(3);
    for (const { range } of skips) expect([range.start.offset, range.end.offset]).toEqual([7, 22]);
  });
});

test('of several arrangements each is made, one a pass, however many there are', () => {
  const { text } = run('FROM a\nCOPY x y\nRUN old\n'.repeat(12), [swap]);
  expect(text).toBe('FROM a\nRUN old\nCOPY x y\n'.repeat(12));
});

const replace = (from: string, to: string) =>
  function* ({ doc }: TransformInput): Generator<Change> {
    const at = doc.text.indexOf(from);
    if (at > 0) yield change({ start: at, end: at + 1 }, [{ start: at, end: at + from.length, text: to }]);
  };

test('two transforms that undo each other are named', () => {
  expect(() => run('FROM a\nENV X=1\n', [replace('X=1', 'X=2'), replace('X=2', 'X=1')])).toThrow(
    't0 and t1 still change the file after 10 passes',
  );
});

test('a pragma holds for every instruction that a change moves', () => {
  const text = 'FROM a\n# dfmod ignore\nCOPY x y\nRUN old\n';
  const { text: after, skips } = run(text, [swap]);
  expect(after).toBe(text);
  expect(skips).toMatchObject([{ code: 'pragma' }]);
});

describe('another file of the project', () => {
  const tree = createMemoryTree({ '.dockerignore': 'a\n', Dockerfile: '' });

  test('is seen as changed by whoever comes next, in the same pass and as an ignore file', () => {
    const seen: unknown[] = [];
    const second = (input: TransformInput): [] => {
      seen.push([input.textOf('.dockerignore'), sends(input)]);
      return [];
    };
    const { others, text } = run('FROM a\n', [ignoreItself, second], tree);
    expect(text).toBe('FROM a\n');
    expect(seen[0]).toEqual(['a\n.dockerignore\n', ['Dockerfile']]);
    expect(others).toMatchObject([
      { path: '.dockerignore', companion: { created: false }, edits: [{ start: 2, end: 2, changes: [0] }] },
    ]);
    expect(others[0]?.patch).toBe(
      '--- a/.dockerignore\n+++ b/.dockerignore\n@@ -1,1 +1,2 @@\n a\n+.dockerignore\n',
    );
  });

  test('that two changes need alike is edited once', () => {
    const { others, changes } = run('FROM a\nRUN b\n', [makeForEach], tree);
    expect(changes).toHaveLength(2);
    expect(others).toMatchObject([
      { path: 'new', after: 'x\n', companion: { created: true }, edits: [{ changes: [0, 1] }] },
    ]);
  });

  test('is left when the Dockerfile cannot be edited so: all edits of a change or none', () => {
    const { others, skips, text } = run('FROM a\nCOPY x y\n', [dropUnsaid], tree);
    expect([text, others]).toEqual(['FROM a\nCOPY x y\n', []]);
    expect(skips).toMatchObject([{ code: 'instruction-opaque' }]);
  });

  test('that is not there cannot be edited but by making it', () => {
    expect(run('FROM a\n', [editWhatIsGone], tree).skips[0]?.reason).toContain('gone is not there');
  });
});
