import {
  cacheDemand,
  cacheMount,
  cacheScript,
  defineTransform,
  ecosystemHints,
  evidence,
  inFile,
  insertMounts,
  skip,
  syntaxEdit,
} from '../src/transform-api.js';
import type {
  CacheScript,
  Change,
  Demand,
  Edit,
  RunFacts,
  Skip,
  StageFacts,
  TransformInput,
} from '../src/transform-api.js';

const ID = 'cache-mounts';

const list = (items: readonly string[]): string =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;

function titleOf(mounts: readonly Demand[], wanted: readonly Demand[], removed: readonly string[]): string {
  if (mounts.length === 0) {
    const renamed = wanted.find((each) => each.renamed);
    if (renamed?.renamed && removed.length === 0)
      return `${renamed.ecosystem.title}'s cache is named after the image of the stage: ${renamed.renamed.id}`;
    const who = list([...new Set(wanted.map(({ ecosystem }) => ecosystem.title))]);
    return `${who} uses the cache that is mounted${removed.length > 0 ? `: ${list(removed)} goes` : ''}`;
  }
  const titles = [...new Set(mounts.map(({ ecosystem }) => ecosystem.title))];
  const paths = (title: string) =>
    mounts.filter(({ ecosystem }) => ecosystem.title === title).map(({ directory }) => directory.path);
  return titles.map((title) => `${title} keeps ${list(paths(title))} between builds`).join('; ');
}

function* planRun(input: TransformInput, stage: StageFacts, run: RunFacts): Generator<Change | Skip> {
  const { path, doc, facts, builds, optionsOf, withoutMounts } = input;
  const left = (code: Skip['code'], reason: string, because: Skip['evidence']): Skip =>
    skip(ID, run.run, code, reason, because);
  const { demands, refusals } = cacheDemand(facts, stage, run, optionsOf, builds);
  const said = new Set<string>();
  for (const { code, reason, span, text, ecosystem } of [
    ...refusals,
    ...demands.flatMap(({ refusal, ecosystem: { id } }) => (refusal ? [{ ...refusal, ecosystem: id }] : [])),
  ]) {
    // What stands against one of a package manager's places often stands against the others.
    const what = [ecosystem, code, span.start, text].join(' ');
    if (!said.has(what)) yield left(code, reason, evidence(path, span, text));
    said.add(what);
  }
  const able = demands.filter(({ refusal }) => refusal === undefined);
  const proven = able.filter(({ ecosystem }) => ecosystem.proven);
  // What real builds have shown is not held up by what they have not.
  const wanted = proven.length > 0 ? proven : able;
  for (const { ecosystem, directory } of able.filter((each) => !wanted.includes(each)))
    yield left(
      'waits-for-builds',
      `${ecosystem.title} gets a mount only in a RUN of its own, and with --unsafe: no real build has shown yet that the image stays the same`,
      evidence(path, run.run.span, directory.path),
    );
  const mounts = wanted
    .filter(({ mounted }) => !mounted)
    .sort((a, b) => (a.directory.path < b.directory.path ? -1 : 1));
  if (wanted.length === 0) return;
  if (withoutMounts) {
    yield left(
      'engine-without-mounts',
      `${withoutMounts.engine} builds it, which knows no RUN --mount`,
      withoutMounts.evidence,
    );
    return;
  }
  const script = cacheScript(doc, run, wanted, optionsOf, input.style);
  if ('code' in script) {
    yield left(script.code, script.reason, evidence(path, run.run.span, script.text));
    return;
  }
  const renamed = wanted.flatMap((each) => each.renamed ?? []);
  const edits = [...script.edits, ...renamed.map(({ edit }) => edit)];
  if (mounts.length > 0) {
    const frontend = syntaxEdit(doc, '1.2');
    if (typeof frontend === 'object' && 'refused' in frontend) {
      const { refused, span } = frontend;
      yield left('needs-frontend', refused, evidence(path, span, doc.text.slice(span.start, span.end)));
      return;
    }
    const specs = mounts.map((each) => cacheMount(each));
    insertInFront(edits, insertMounts(doc, run.run, specs, { along: edits, ...input.style }));
    if (frontend !== 'fine') edits.push(frontend);
  }
  if (edits.length === 0) return;
  const assumed = mounts.some((each) => each.assumed);
  const unproven = wanted.some(({ ecosystem }) => !ecosystem.proven);
  const code = assumed ? 'base-unknown' : unproven ? 'not-built-yet' : undefined;
  yield {
    transform: ID,
    title: titleOf(mounts, wanted, script.removed),
    reason: reasonOf(mounts, script, { assumed, renamed: renamed.length > 0, stage }),
    safety: code === undefined ? 'safe' : 'unsafe',
    ...(code === undefined ? {} : { code }),
    range: run.run.span,
    files: inFile(path, edits),
    ...(script.begun.length > 0 ? { begun: script.begun } : {}),
  };
}

/** Where a command is put in front of the script as well, the flags stand in front of it. */
function insertInFront(edits: Edit[], flags: Edit): void {
  const at = edits.findIndex(({ start, end }) => start === flags.start && end === flags.end);
  const there = edits[at];
  if (there === undefined) edits.push(flags);
  else edits[at] = { ...flags, text: flags.text + there.text };
}

function reasonOf(
  mounts: readonly Demand[],
  script: CacheScript,
  { assumed, renamed, stage }: { assumed: boolean; renamed: boolean; stage: StageFacts },
): string {
  const parts: string[] = [];
  if (mounts.length > 0)
    parts.push(
      `What was downloaded once is not downloaded again; the image holds the same, but for the package managers' own files in ${list(mounts.map(({ directory }) => directory.path))}.`,
    );
  if (script.removed.length > 0)
    parts.push(`Gone, since it would empty the cache or keep it unused: ${script.removed.join('; ')}.`);
  for (const note of script.notes) parts.push(`${note.charAt(0).toUpperCase()}${note.slice(1)}.`);
  if (renamed)
    parts.push(
      'The mount was named after another image than FROM has now: what was built in that one would be taken for what is built in this one.',
    );
  const image = stage.image ?? stage.stage.image;
  if (assumed)
    parts.push(
      `The user of ${image} is taken to be root: if it is, "baseImages": {"${image}": {"user": "root"}} in the configuration makes this safe.`,
    );
  return parts.join(' ');
}

export default defineTransform({
  id: ID,
  title: 'Cache mounts for package managers',
  heading: 'use cache mounts',
  summary:
    "Mounts the package managers' caches in each RUN that installs, and takes away what would keep them empty",
  why: 'A layer that has to run again downloads everything again, even when a single package changed. A cache mount outlives the layer: only what is new is downloaded.',
  risk: 'A mount hides what the image has at its place, belongs to one user, and leaves the image without the files. So it is made only where nothing copied lies below it, where the user is known, and where no later step, stage or command names it. What deletes the cache (--no-cache-dir, npm cache clean, rm -rf /var/lib/apt/lists/*) goes in the same change or the mount is not made.',
  docs: [
    'https://docs.docker.com/build/cache/optimize/#use-cache-mounts',
    'https://docs.docker.com/reference/dockerfile/#run---mounttypecache',
  ],
  rules: ['DL3009', 'DL3042'],
  safety: 'safe',
  hints: ecosystemHints,
  *run(input) {
    for (const stage of input.facts.stages) for (const run of stage.runs) yield* planRun(input, stage, run);
  },
});
