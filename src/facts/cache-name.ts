import { lookupBaseImage } from '../base-images/lookup.js';
import type { Build } from '../builds/build.js';
import type { Mount } from '../dockerfile/document.js';
import { parseImageRef } from '../dockerfile/image-ref.js';
import { mountsOf } from '../dockerfile/mounts.js';
import { expandWord, UNKNOWN } from '../dockerfile/words.js';
import type { CacheDirectory, Ecosystem } from '../ecosystem-api.js';
import type { Edit } from '../types.js';
import { builtOn } from './consumers.js';
import { expandValue, resolvePath } from './copy.js';
import { globalArgs } from './facts.js';
import type { Facts, StageFacts } from './facts.js';
import type { Refusal } from './refusal.js';
import type { RunFacts } from './steps.js';

/** What a cache mount is told apart by. */
export interface CacheName {
  /** As the stage's other mounts of the directory spell it. */
  readonly target: string;
  readonly id: string | undefined;
}

interface Named {
  readonly facts: Facts;
  readonly stage: StageFacts;
  readonly ecosystem: Ecosystem;
  readonly directory: CacheDirectory;
  readonly builds: readonly Build[];
}

/**
 * The name that the stage's other mounts of the directory give it; else one after the image, where its directory is not for
 * other images. Refused where builds give the stage several images, or one that nobody knows.
 */
export function cacheName(named: Named): CacheName | Refusal {
  const { facts, stage, ecosystem, directory } = named;
  const known = mountThere(facts, stage, directory.path);
  const target = known?.target ?? directory.path;
  if (directory.perImage !== true || (known && !isAfterAnImage(known.id, ecosystem, stage)))
    return { target, id: known?.id };
  const images = [...imagesOf(named)];
  const [image] = images;
  if (images.length === 1 && image !== undefined) return { target, id: idOf(ecosystem, image) };
  const { stage: bottom } = bottomOf(stage);
  const which = images.includes(undefined)
    ? 'which one the stage has is known to the build alone'
    : `builds give the stage several: ${images.join(', ')}`;
  return {
    code: 'cache-key-incomplete',
    reason: `each image needs a cache of its own, and ${which}`,
    span: bottom.imageSpan,
    text: bottom.image,
  };
}

/**
 * The edit of a mount that is named after another image than the stage has, as it is when FROM was changed behind it. Undefined
 * when there is nothing to mend, or the mount is written so that it cannot be edited exactly.
 */
export function renamedMount(
  named: Named & { readonly run: RunFacts },
): { readonly edit: Edit; readonly id: string } | undefined {
  const { facts, stage, run, ecosystem, directory } = named;
  const mount = mountIn(facts, run, directory.path);
  if (directory.perImage !== true || mount?.id === undefined || !isAfterAnImage(mount.id, ecosystem, stage))
    return undefined;
  const name = cacheName(named);
  const span = mount.flag.valueSpan;
  if ('code' in name || name.id === undefined || name.id === mount.id || span === undefined) return undefined;
  let at = span.start;
  for (const field of facts.doc.text.slice(span.start, span.end).split(',')) {
    const end = at + field.length;
    if (field.toLowerCase().startsWith('id=') && field.slice(3) === mount.id)
      return { edit: { start: at + 3, end, text: name.id }, id: name.id };
    at = end + 1;
  }
  return undefined;
}

const bottomOf = (stage: StageFacts): StageFacts =>
  stage.parent === undefined ? stage : bottomOf(stage.parent);

/** The images that the builds give the stage; undefined stands for one that is not knowable. */
function imagesOf({ facts: { doc }, stage, builds }: Named): ReadonlySet<string | undefined> {
  const { image } = bottomOf(stage).stage;
  const given = builds.length === 0 ? [new Map<string, string>()] : builds.map(({ args }) => args);
  return new Set(
    given.map((args) => {
      const globals = globalArgs(doc, args);
      return expandWord(image, doc.escape, (name) => globals.get(name) ?? UNKNOWN);
    }),
  );
}

const asName = (text: string): string => text.replaceAll(/[^\w.-]+/g, '-').replace(/-$/, '');

function idOf({ id }: Ecosystem, image: string): string {
  const name = image.replace(/^docker\.io\/(?:library\/)?/, '').replace(/@sha256:(.{12}).*$/, '-$1');
  return `${id}-${asName(name)}`;
}

/** Whether `idOf` may have made it: the name of an image that is known, or of the stage's own, and a version. */
function isAfterAnImage(id: string | undefined, ecosystem: Ecosystem, stage: StageFacts): boolean {
  const prefix = `${ecosystem.id}-`;
  if (id?.startsWith(prefix) !== true) return false;
  const rest = id.slice(prefix.length);
  const own = parseImageRef(stage.image ?? bottomOf(stage).stage.image);
  const repository = idOf(
    ecosystem,
    own.registry === undefined ? own.repository : `${own.registry}/${own.repository}`,
  ).slice(prefix.length);
  for (let dash = rest.indexOf('-'); dash >= 0; dash = rest.indexOf('-', dash + 1)) {
    const name = rest.slice(0, dash);
    const isImage = name === repository || lookupBaseImage(parseImageRef(name)) !== undefined;
    if (isImage && /^\d|^(?:latest|slim|alpine)(?:-|$)/.test(rest.slice(dash + 1))) return true;
  }
  return rest === repository;
}

/** Without an id the target as written is the cache's name, so two spellings would be two caches. */
function mountThere(facts: Facts, stage: StageFacts, path: string): Mount | undefined {
  for (const { runs } of builtOn(facts, stage)) {
    for (const run of runs) {
      const mount = mountIn(facts, run, path);
      if (mount) return mount;
    }
  }
  return undefined;
}

const mountIn = (facts: Facts, { run, before }: RunFacts, path: string): Mount | undefined =>
  mountsOf(run).find(({ type, target }) => {
    const expanded =
      type === 'cache' && target !== undefined ? expandValue(facts.doc, before, target) : undefined;
    return expanded !== undefined && resolvePath(expanded, before.workdir) === path;
  });
