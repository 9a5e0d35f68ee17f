import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './support/build.js';
import { readCase, type Workspace } from './support/case.js';
import { compareImages } from './support/compare.js';
import { pruneCacheMounts, requireEngine } from './support/engine.js';

const folder = join(import.meta.dirname, 'cases');
const suite = requireEngine() === undefined ? describe.skip : describe;

suite.each(readdirSync(folder).sort())('%s', (name) => {
  const { touch, rerun, ...wanted } = readCase(join(folder, name));
  let original: Workspace;
  let rewritten: Workspace;

  beforeAll(() => {
    original = wanted.copy();
    rewritten = wanted.copy();
    rewritten.rewrite();
  });

  afterAll(() => {
    original.remove();
    rewritten.remove();
  });

  test('is rewritten, and a second run changes nothing', () => {
    const text = rewritten.dockerfile();
    if (wanted.changed !== undefined) expect(text !== original.dockerfile()).toBe(wanted.changed);
    rewritten.rewrite();
    expect(rewritten.dockerfile()).toBe(text);
  });

  test('gives the same image', async () => {
    pruneCacheMounts();
    const before = await build({ context: original.folder, noCache: true, image: true });
    const again = await build({ context: original.folder, noCache: true, image: true });
    const after = await build({ context: rewritten.folder, noCache: true, image: true });
    if (!before.image || !again.image || !after.image) throw new Error('no image was read');
    expect(before.image.tree.size).toBeGreaterThan(1000);
    expect(compareImages(before.image, again.image, after.image, wanted.allow).differences).toEqual([]);
  });

  if (touch !== undefined) {
    test('runs no install again after an edit of a source', async () => {
      rewritten.touch(touch);
      const { steps } = await build({ context: rewritten.folder });
      const ran = steps.filter((step) => step.ran).map((step) => step.name);
      for (const part of wanted.runsAgain ?? []) expect(ran).toContainEqual(expect.stringContaining(part));
      for (const part of wanted.mustNotRun ?? [])
        expect(ran).not.toContainEqual(expect.stringContaining(part));
    });
  }

  if (rerun !== undefined) {
    test('downloads nothing again when the install runs on a new base image', async () => {
      rewritten.changeBase(rerun.insert);
      const { steps } = await build({ context: rewritten.folder });
      for (const [part, line] of Object.entries(rerun.prints)) {
        const step = steps.find((candidate) => candidate.name.includes(part));
        expect(step?.ran).toBe(true);
        expect(step?.output).toMatch(new RegExp(line));
      }
    });
  }
});
