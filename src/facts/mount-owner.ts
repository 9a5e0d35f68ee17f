import type { Account, CacheDirectory } from '../ecosystem-api.js';
import type { Refusal } from './refusal.js';
import type { StageFacts } from './facts.js';
import { isRoot } from './state.js';
import { isRead } from './steps.js';
import type { RunFacts } from './steps.js';

/** Commands that write nothing below a home directory. */
const HOMELESS = new Set(
  'cd echo printf rm set export true test [ : chmod chown cat ls sleep exit umask'.split(' '),
);

/** A mount belongs to root unless it says otherwise, and the folders that lead to it always do. */
export function ownershipRefusal(
  stage: StageFacts,
  run: RunFacts,
  account: Account,
  { path, within }: CacheDirectory,
): Refusal | undefined {
  if (isRoot(account)) return undefined;
  const user = stage.stage.instructions.findLast(
    ({ keyword, index }) => keyword === 'USER' && index < run.run.index,
  );
  const at = { span: user?.span ?? stage.stage.imageSpan, text: user?.original ?? stage.stage.image };
  const who = account.name ?? 'the user';
  if (account.uid === undefined) {
    return {
      code: 'uid-unknown',
      reason: `the number of ${who} is not known, and a mount that is not theirs cannot be written`,
      ...at,
    };
  }
  const parent = path.slice(0, path.lastIndexOf('/')) || '/';
  if (parent === '/' || run.before.directories.has(parent)) return undefined;
  const busy =
    isRead(run.body) &&
    run.body.commands.find(
      ({ words, index }) =>
        words.length > 0 &&
        !run.commands.some(
          ({ command, argv, call }) =>
            command.index === index && (call !== undefined || HOMELESS.has(argv.name)),
        ),
    );
  const homeThere = account.home !== undefined && run.before.directories.has(account.home);
  if (!busy && homeThere && within === undefined) return undefined;
  const reason = `${parent} may not exist, and would belong to root while the RUN runs, where ${busy ? 'its other commands' : within === undefined ? 'the user' : 'the install'} may want to write`;
  return { code: 'cache-parent-missing', reason, ...at };
}
