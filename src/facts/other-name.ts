import type { CacheDirectory, Ecosystem } from '../ecosystem-api.js';
import { obstacleTo } from './cleaners.js';
import { copiedTo, neededLater } from './consumers.js';
import type { Facts, StageFacts } from './facts.js';
import { relate } from './paths.js';
import type { Refusal } from './refusal.js';
import type { RunFacts } from './steps.js';

/** What speaks against a mount where the cache is called by its other name, by which nothing is cleaned up. */
export function byOtherName(
  facts: Facts,
  stage: StageFacts,
  run: RunFacts,
  ecosystem: Ecosystem,
  directory: CacheDirectory,
): Refusal | undefined {
  const path = directory.alsoAt;
  if (path === undefined) return undefined;
  const at = { span: run.run.span };
  const removes = run.commands.find(
    (each) => each.argv.name === 'rm' && each.paths.some((named) => relate(named, path) !== 'apart'),
  );
  const obstacle = removes ?? obstacleTo(run, path, ecosystem)?.command;
  const reason = `${path} is a link to ${directory.path}, and is named`;
  if (obstacle)
    return {
      code: 'cleaner-in-the-way',
      reason,
      text: obstacle.command.words.map(({ raw }) => raw).join(' '),
      ...at,
    };
  const found =
    copiedTo(facts, stage, run.run.index, path) ??
    neededLater(facts, stage, run, { ...directory, path }, ecosystem);
  return found && { code: 'cache-needed-later', reason, span: found.instruction.span, text: found.text };
}
