import type { BuildContext } from '../context/build-context.js';
import type { Instruction } from '../dockerfile/document.js';
import { syntaxEdit } from '../dockerfile/print.js';
import { destinationsOf, copiedBy } from '../facts/image-files.js';
import type { Edit, Placed } from '../types.js';
import { inReadingOrder, manifestCopies } from './manifest-copies.js';
import type { Asked, Manifest } from './manifest-copies.js';
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
  /** An install may have written its lock file anew, which now stays as the context has it. */
  readonly rewritesLock: boolean;
  /** `# syntax=` is added or raised. */
  readonly newFrontend: boolean;
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
  const added: { before: Instruction; lines: readonly string[] }[] = [];
  const optional = new Set<string>();
  let usesParents = false;
  let membersNamed = false;
  for (const [before, asked] of byPlace(scene, plan)) {
    const workdir = scene.stage.states.get(before)?.workdir;
    const printed = manifestCopies(asked, { doc, workdir, parents: parentsAllowed });
    if ('refused' in printed) return unclear(scene, before, printed.refused);
    usesParents ||= printed.parents;
    membersNamed ||= asked.patterns.length > 0 && !printed.parents;
    for (const manifest of asked.manifests) if (manifest.optional === true) optional.add(manifest.source);
    added.push({ before, lines: printed.lines });
  }
  const { edits, arrangement } = rearrange(doc, {
    moved: plan.moved,
    behind: plan.behind.run,
    division: plan.division,
    added,
  });
  const needsFrontend = usesParents && typeof frontend === 'object' && !('refused' in frontend);
  const keep = keptOut(scene, plan);
  return {
    edits: needsFrontend ? [...edits, frontend] : edits,
    arrangement,
    manifests: [
      ...new Set(
        plan.installs.flatMap(({ needs }) => inReadingOrder(needs.manifests).map(({ source }) => source)),
      ),
    ],
    optional: [...optional],
    made: keep.map(({ folder }) => folder),
    ignore: [...new Set(keep.flatMap(({ lines }) => lines))],
    rewritesLock: plan.installs.some(({ needs }) => needs.rewritesLock),
    newFrontend: needsFrontend,
    membersNamed,
  };
}

/**
 * What comes first, by where it is written: right in front of the install, so that an edit of a manifest runs nothing but it; where
 * the COPY also makes the folder that it copies to, in its place, so that the folder has the owner that the COPY gives it.
 */
function byPlace(scene: SplitScene, plan: SplitPlan): Map<Instruction, Asked> {
  const { facts, context, stage } = scene;
  const places = new Map<Instruction, Asked>();
  const seen = new Set<string>();
  for (const { run, needs } of plan.installs) {
    for (const manifest of [...needs.manifests, ...mayAppear(scene, plan, needs)]) {
      if (seen.has(manifest.image)) continue;
      seen.add(manifest.image);
      const there = stage.states.get(manifest.copy)?.directories;
      const [destination = '/'] = destinationsOf(facts, context, stage, manifest.copy) ?? [];
      const place = there?.has(destination) === true || destination === '/' ? run.run : manifest.copy;
      const asked = places.get(place);
      places.set(place, {
        manifests: [...(asked?.manifests ?? []), manifest],
        patterns: [...new Set([...(asked?.patterns ?? []), ...needs.patterns])],
        folders: [...new Set([...(asked?.folders ?? []), ...needs.folders])],
        files: needs.files,
      });
    }
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
      if (source === undefined || path === undefined || !hasFolder(scene.context, source)) return [];
      return [{ image, source, path, copy, optional: true }];
    });
    const found = new Set(scene.context.mayAppear(candidates.map(({ source }) => source)));
    return candidates.filter(({ source }) => found.has(source));
  });
}

/** A pattern may match nothing, but its folder has to be there. */
const hasFolder = (context: BuildContext, path: string): boolean =>
  !path.includes('/') || context.kind(path.slice(0, path.lastIndexOf('/'))) === 'directory';

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
