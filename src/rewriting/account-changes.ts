import type { RunCommand } from '../facts/steps.js';
import type { CopiedEntries } from './copied-entries.js';

const MAKES_ACCOUNTS = new Set('useradd adduser groupadd addgroup'.split(' '));
const CHANGES_ACCOUNTS = new Set(
  'usermod userdel deluser groupmod groupdel delgroup chpasswd vipw newusers'.split(' '),
);

/** Whether the command may change which numbers a `--chown` by name stands for. */
export function changesAccounts(
  { argv, environment }: RunCommand,
  moving: readonly CopiedEntries[],
): boolean {
  const names = moving.flatMap(({ copy }) =>
    copy.flags.flatMap(({ name, value }) => (name === 'chown' ? (value ?? '').split(':') : [])),
  );
  if (names.every((name) => /^\d*$/.test(name))) return false;
  if (CHANGES_ACCOUNTS.has(argv.name)) return true;
  if (!MAKES_ACCOUNTS.has(argv.name)) return false;
  // An account of another name takes nothing away from this one.
  return argv.words.slice(1).some((word) => {
    const text = environment.expand(word);
    return text === undefined || names.some((name) => name !== '' && (name.includes('$') || name === text));
  });
}
