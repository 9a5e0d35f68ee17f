import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathsAllowance } from '../../src/verify/allowances.js';
import type { Builder, Built } from '../../src/verify/builder.js';
import { compareImages } from '../../src/verify/compare.js';
import type { Image } from '../../src/verify/image.js';
import { build, type CaseBuild } from './support/build.js';
import { readCase, type BuildCase, type Case, type Rebuild, type Workspace } from './support/case.js';
import { pruneCacheMounts, requireEngine, secondEngine } from './support/engine.js';

const folder = join(import.meta.dirname, 'cases');
const docker = requireEngine();
const buildah = secondEngine();
if (buildah === undefined) console.warn('no buildah: the cases for a second engine are skipped');

const cases = readdirSync(folder)
  .sort()
  .map((name) => ({ name, ...readCase(join(folder, name)) }));

function builderFor({ engine }: Case): Builder {
  const builder = engine === 'buildah' ? buildah : docker;
  if (builder === undefined) throw new Error('no engine');
  return builder;
}

const within = (workspace: Workspace, { dockerfile, context }: BuildCase): CaseBuild => ({
  context: join(workspace.folder, context),
  dockerfile: join(workspace.folder, dockerfile),
});

async function imageOf(wanted: Case, request: CaseBuild): Promise<Image> {
  const { image } = await build(builderFor(wanted), { ...request, image: true });
  if (!image) throw new Error('no image was read');
  return image;
}

/** What is otherwise than the case says, in words. */
function faults({ steps, image }: Built, { runsAgain = [], mustNotRun = [], holds = {} }: Rebuild): string[] {
  const named = (part: string) => steps.filter(({ name }) => name.includes(part));
  return [
    ...[...runsAgain, ...mustNotRun]
      .filter((part) => named(part).length === 0)
      .map((part) => `no step: ${part}`),
    ...runsAgain.filter((part) => !named(part).some(({ ran }) => ran)).map((part) => `did not run: ${part}`),
    ...mustNotRun.filter((part) => named(part).some(({ ran }) => ran)).map((part) => `ran: ${part}`),
    ...Object.entries(holds)
      .filter(([path, text]) => image?.tree.get(path)?.text?.includes(text) !== true)
      .map(([path, text]) => `${path} lacks: ${text}`),
  ];
}

function judge(wanted: Case): void {
  const { touch, marker, bump, rerun, holds = {}, absent = [], keep } = wanted;
  const allowances = (wanted.allow ?? []).map(({ title, paths }) => pathsAllowance(title, paths));
  let original: Workspace;
  let rewritten: Workspace;
  let reasons: readonly string[];

  beforeAll(() => {
    original = wanted.copy();
    rewritten = wanted.copy();
    rewritten.addHostFiles();
    reasons = rewritten.rewrite();
  });

  afterAll(() => {
    original.remove();
    rewritten.remove();
  });

  test('is rewritten, and a second run changes nothing', () => {
    const texts = rewritten.texts();
    if (wanted.changed === false) expect(texts).toEqual(original.texts());
    if (wanted.changed === true) expect(texts).not.toEqual(original.texts());
    expect(reasons).toEqual(expect.arrayContaining([...(wanted.skips ?? [])]));
    rewritten.rewrite();
    expect(rewritten.texts()).toEqual(texts);
  });

  test.each(wanted.builds)('gives the same image ($dockerfile)', async (each) => {
    if (wanted.engine === undefined) pruneCacheMounts();
    const fresh = { noCache: true, ...(keep && { keep }), wanted: Object.keys(holds) };
    const before = await imageOf(wanted, { ...within(original, each), ...fresh });
    const after = await imageOf(wanted, { ...within(rewritten, each), ...fresh });
    expect(before.tree.size).toBeGreaterThan(1000);
    // What differs between two builds of the original, all stages anew, is noise; to be told only where something differs.
    const same = compareImages(before, before, after, allowances).differences.length === 0;
    const again = same ? before : await imageOf(wanted, { ...within(original, each), noCache: true });
    expect(compareImages(before, again, after, allowances).differences).toEqual([]);
    expect(faults({ steps: [], seconds: 0, image: after }, { holds })).toEqual([]);
    expect(absent.filter((path) => after.tree.has(path))).toEqual([]);
  });

  if (touch !== undefined) {
    test.each(wanted.builds)(
      'runs no install again after an edit of a source ($dockerfile)',
      async (each) => {
        const line = rewritten.touch(touch);
        const request = {
          ...within(rewritten, each),
          image: marker !== undefined,
          ...(marker && { wanted: [marker] }),
        };
        const built = await build(builderFor(wanted), request);
        expect(faults(built, { ...wanted, holds: marker === undefined ? {} : { [marker]: line } })).toEqual(
          [],
        );
      },
    );
  }

  if (bump !== undefined) {
    test.each(wanted.builds)('installs anew after a dependency’s new version ($dockerfile)', async (each) => {
      rewritten.bump();
      const held = Object.keys(bump.holds ?? {});
      const built = await build(builderFor(wanted), {
        ...within(rewritten, each),
        image: true,
        wanted: held,
      });
      expect(faults(built, bump)).toEqual([]);
    });
  }

  if (rerun !== undefined) {
    test.each(wanted.builds)('downloads nothing again on a new base image ($dockerfile)', async (each) => {
      rewritten.changeBase(rerun.insert);
      const { steps } = await build(builderFor(wanted), within(rewritten, each));
      for (const [part, line] of Object.entries(rerun.prints)) {
        const step = steps.find((candidate) => candidate.name.includes(part));
        expect(step?.ran).toBe(true);
        expect(step?.output).toMatch(new RegExp(line));
      }
    });
  }
}

afterAll(() => buildah?.close());

(docker === undefined ? describe.skip : describe).each(cases.filter(({ engine }) => engine === undefined))(
  '$name',
  judge,
);
(buildah === undefined ? describe.skip : describe).each(cases.filter(({ engine }) => engine === 'buildah'))(
  '$name',
  judge,
);
