import type { Instruction } from '../dockerfile/document.js';
import { syntaxEdit } from '../dockerfile/print.js';
import { destinationsOf, copiedBy } from '../facts/image-files.js';
import type { Edit, Placed } from '../types.js';
import { manifestCopies } from './manifest-copies.js';
import type { Manifest } from './manifest-copies.js';
import type { Needs } from './install-needs.js';
import type { Obstacle } from './obstacle.js';
import { rearrange } from './rearrange.js';
import type { SplitPlan, SplitScene } from './split-plan.js';

export interface SplitEdits {
  readonly edits: readonly Edit[];
  readonly arrangement: readonly Placed[];
  /** What comes first, by its name in the context. */
  readonly manifests: readonly string[];
  /** What is copied first only if the host has it, by its name in the context. */
  readonly optional: readonly string[];
  /** Folders that the installs fill, relative to the context, and the lines that keep the host's out. */
  readonly made: readonly string[];
  readonly ignore: readonly string[];
  /** Members of a workspace are named one by one: one that is added later needs a line of its own. */
  readonly membersNamed: boolean;
}

/** The text of a plan: new COPY lines, the copies behind the install, and the frontend that `COPY --parents` needs. */
export function splitEdits(
  scene: SplitScene,
  plan: SplitPlan,
  mayUseParents: boolean,
): SplitEdits | Obstacle {
  const { doc } = scene;
  const frontend = syntaxEdit(doc, '1.20');
  const parentsAllowed = mayUseParents && !(typeof frontend === 'object' && 'refused' in frontend);
  const placed = new Map<Instruction, string[]>();
  const seen = new Set<string>();
  const optional = new Set<string>();
  let usesParents = false;
  let membersNamed = false;
  for (const { run, needs } of plan.installs) {
    const wanted = [...needs.manifests, ...mayAppear(scene, plan, needs)];
    const fresh = wanted.filter(({ image }) => !seen.has(image));
    for (const [before, manifests] of byPlace(scene, fresh, run.run)) {
      const workdir = scene.stage.states.get(before)?.workdir;
      const style = { doc, workdir, parents: parentsAllowed };
      const printed = manifestCopies({ ...needs, manifests }, style);
      if ('refused' in printed) return unclear(scene, run.run, printed.refused);
      usesParents ||= printed.parents;
      membersNamed ||= needs.patterns.length > 0 && !printed.parents;
      placed.set(before, [...(placed.get(before) ?? []), ...printed.lines]);
    }
    for (const manifest of fresh) {
      seen.add(manifest.image);
      if (manifest.optional === true) optional.add(manifest.source);
    }
  }
  const { edits, arrangement } = rearrange(doc, {
    moved: plan.moved,
    behind: plan.behind.run,
    division: plan.division,
    added: [...placed].map(([before, lines]) => ({ before, lines })),
  });
  const needsFrontend = usesParents && typeof frontend === 'object' && !('refused' in frontend);
  const keep = keptOut(scene, plan);
  return {
    edits: needsFrontend ? [...edits, frontend] : edits,
    arrangement,
    manifests: [
      ...new Set(plan.installs.flatMap(({ needs }) => needs.manifests.map(({ source }) => source))),
    ],
    optional: [...optional],
    made: keep.map(({ folder }) => folder),
    ignore: [...new Set(keep.flatMap(({ lines }) => lines))],
    membersNamed,
  };
}

/**
 * Right in front of the install, so that an edit of a manifest runs nothing but it; where the COPY also makes the folder that it
 * copies to, in its place, so that the folder has the owner that the COPY gives it.
 */
function byPlace(
  { facts, context, stage }: SplitScene,
  manifests: readonly Manifest[],
  run: Instruction,
): Map<Instruction, Manifest[]> {
  const places = new Map<Instruction, Manifest[]>();
  for (const manifest of manifests) {
    const there = stage.states.get(manifest.copy)?.directories;
    const [destination = '/'] = destinationsOf(facts, context, stage, manifest.copy) ?? [];
    const place = there?.has(destination) === true || destination === '/' ? run : manifest.copy;
    places.set(place, [...(places.get(place) ?? []), manifest]);
  }
  return places;
}

const unclear = ({ path }: SplitScene, run: Instruction, reason: string): Obstacle => ({
  code: 'workspace-unclear',
  reason: `the manifests cannot be copied by themselves: ${reason}`,
  evidence: { path, span: run.span, text: run.original.slice(0, 200) },
});

/** What an install would read if the host had it, as it may: settings with a secret, a lock file that git ignores. */
function mayAppear(scene: SplitScene, plan: SplitPlan, { absent }: Needs): Manifest[] {
  return plan.moved.flatMap((copy) => {
    const roots = rootsOf(scene, copy);
    const candidates = absent.flatMap((image): Manifest[] => {
      const source = sourceOf(image, roots);
      const path = scene.context.root === '' ? source : `${scene.context.root}/${source ?? ''}`;
      return source === undefined || path === undefined
        ? []
        : [{ image, source, path, copy, optional: true }];
    });
    const found = new Set(scene.context.mayAppear(candidates.map(({ source }) => source)));
    return candidates.filter(({ source }) => found.has(source));
  });
}

/** Where the context would have what lies at an image path. */
function sourceOf(image: string, roots: readonly { base: string; source: string }[]): string | undefined {
  const root = roots.find(({ base }) => base === '/' || image.startsWith(`${base}/`));
  if (root === undefined) return undefined;
  const below = image.slice(root.base === '/' ? 1 : root.base.length + 1);
  return root.source === '' ? below : `${root.source}/${below}`;
}

/** Where the context would bring what the installs make, and the lines against it, both relative to the context. */
function keptOut(scene: SplitScene, plan: SplitPlan): { folder: string; lines: readonly string[] }[] {
  return plan.moved.flatMap((copy) => {
    const roots = rootsOf(scene, copy);
    return plan.installs.flatMap(({ needs }) =>
      needs.makes.flatMap((image) => {
        const folder = sourceOf(image, roots);
        const root = roots.find(({ base }) => base === '/' || image.startsWith(`${base}/`));
        if (folder === undefined || root === undefined) return [];
        return [
          {
            folder,
            lines: needs.ignore.map((line) => (root.source === '' ? line : `${root.source}/${line}`)),
          },
        ];
      }),
    );
  });
}

/** Folders of the context that a copy brings as a whole, and where they lie in the image. */
function rootsOf(
  { facts, context, stage }: SplitScene,
  copy: Instruction,
): { base: string; source: string }[] {
  const roots = new Map<string, string>();
  for (const base of destinationsOf(facts, context, stage, copy) ?? []) {
    const prefix = base === '/' ? '/' : `${base}/`;
    for (const { image, source } of copiedBy(facts, context, stage, copy)) {
      if (!image.startsWith(prefix)) continue;
      const below = image.slice(prefix.length);
      if (source === below) roots.set('', base);
      else if (source.endsWith(`/${below}`)) roots.set(source.slice(0, -below.length - 1), base);
    }
  }
  return [...roots].map(([source, base]) => ({ base, source }));
}
