import { CommandLine } from './command-paths.js';
import { NOTHING } from './reach-sets.js';
import type { Reach } from './reach-sets.js';
import { isPlainSed } from './sed-script.js';
import type { RunCommand } from './steps.js';

/** find, grep and sed; undefined for others, and for what they may do beyond reading what is named. */
export function reachOfSearch(command: RunCommand): Reach | undefined {
  switch (command.argv.name) {
    case 'find':
      return found(command);
    case 'grep':
    case 'egrep':
    case 'fgrep':
      return matched(command);
    case 'sed':
      return edited(command);
    default:
      return undefined;
  }
}

/** What find does to what it finds, where it is not mere printing. */
const ACTIONS = new Set('-exec -execdir -ok -okdir -fprint -fprint0 -fprintf -fls -files0-from'.split(' '));

function found(command: RunCommand): Reach | undefined {
  const words = command.argv.words.slice(1);
  if (words.some(({ value }) => value === undefined || ACTIONS.has(value))) return undefined;
  let first = 0;
  while (['-H', '-L', '-P'].includes(words[first]?.value ?? '')) first++;
  const length = words.slice(first).findIndex(({ value }) => /^[-(!),]/.test(value ?? ''));
  const starts = words.slice(first, length < 0 ? undefined : first + length);
  const { workingDirectory } = command.environment;
  const named = new CommandLine(command).paths(starts);
  const places = starts.length > 0 ? named : workingDirectory === undefined ? undefined : [workingDirectory];
  if (places === undefined) return undefined;
  return { ...NOTHING, reads: places, writes: words.some(({ value }) => value === '-delete') ? places : [] };
}

function matched(command: RunCommand): Reach | undefined {
  const line = new CommandLine(
    command,
    '-e -m -A -B -C --regexp --include --exclude --exclude-dir --max-count',
  );
  if (line.has('-f', '--file')) return undefined;
  const files = line.has('-e', '--regexp') ? line.operands : line.operands.slice(1);
  const reads = line.paths(files);
  const { workingDirectory } = command.environment;
  if (reads === undefined || reads.length > 0 || !line.has('-r', '-R', '--recursive')) {
    return reads && { ...NOTHING, reads };
  }
  return workingDirectory === undefined ? undefined : { ...NOTHING, reads: [workingDirectory] };
}

function edited(command: RunCommand): Reach | undefined {
  const line = new CommandLine(command, '-e --expression');
  if (line.has('-f', '--file') || line.has('-s')) return undefined;
  const given = line.options.filter(({ name }) => name === '-e' || name === '--expression');
  const [first, ...others] = line.operands;
  const scripts = given.length > 0 ? given.map(({ value }) => value) : [first?.value];
  if (!scripts.every((script) => script !== undefined && isPlainSed(script))) return undefined;
  const files = line.paths(given.length > 0 ? line.operands : others);
  const inPlace = line.options.some(({ name }) => /^-[nrE]*i|^--in-place/.test(name));
  return files && { reads: files, writes: inPlace ? files : [], folders: [] };
}
