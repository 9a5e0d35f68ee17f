import type { ShellWord } from '../shell/script.js';
import { CommandLine, folderOf } from './command-paths.js';
import type { Reach } from './reach-sets.js';
import type { RunCommand } from './steps.js';

/** All operands are read. */
export function read(line: CommandLine): Reach | undefined {
  const reads = line.paths(line.operands);
  return reads && { reads, writes: [], folders: [] };
}

export function madeFolders(command: RunCommand): Reach | undefined {
  const line = new CommandLine(command, '-m --mode');
  const writes = line.paths(line.operands);
  return writes && { reads: [], writes, folders: line.has('-p', '--parents') ? [] : writes.map(folderOf) };
}

export function touched(command: RunCommand): Reach | undefined {
  const line = new CommandLine(command, '-d -t --date');
  const writes = line.has('-r', '--reference') ? undefined : line.paths(line.operands);
  return writes && { reads: [], writes, folders: writes.map(folderOf) };
}

export function deleted(command: RunCommand): Reach | undefined {
  const line = new CommandLine(command);
  const writes = line.paths(line.operands);
  return writes && { reads: [], writes, folders: [] };
}

/** chmod, chown, chgrp: the first operand is no path; `chmod -x file` has none. */
export function changed(command: RunCommand): Reach | undefined {
  const line = new CommandLine(command, '--from');
  if (line.has('--reference')) return undefined;
  const takesAway = line.options.some(({ name }) => /^-[rwxXst]+$/.test(name));
  const writes = line.paths(line.operands.slice(command.argv.name === 'chmod' && takesAway ? 0 : 1));
  return writes && { reads: [], writes, folders: [] };
}

const COPY_OPTIONS = '-t --target-directory -S --suffix';

/** cp and install. */
export function copied(command: RunCommand): Reach | undefined {
  const installs = command.argv.name === 'install';
  const line = new CommandLine(
    command,
    installs ? `${COPY_OPTIONS} -m --mode -o --owner -g --group` : COPY_OPTIONS,
  );
  if (installs && line.has('-d', '--directory')) {
    const writes = line.paths(line.operands);
    return writes && { reads: [], writes, folders: [] };
  }
  const ends = endsOf(line);
  if (ends === undefined) return undefined;
  const makesFolders = installs && line.has('-D');
  return {
    reads: ends.sources,
    writes: ends.written,
    folders: makesFolders ? [] : ends.written.map(folderOf),
  };
}

export function moved(command: RunCommand): Reach | undefined {
  const ends = endsOf(new CommandLine(command, COPY_OPTIONS));
  return (
    ends && {
      reads: ends.sources,
      writes: [...ends.sources, ...ends.written],
      folders: ends.written.map(folderOf),
    }
  );
}

/** A link may lead anywhere; only a hard link needs what it leads to. */
export function linked(command: RunCommand): Reach | undefined {
  const line = new CommandLine(command, COPY_OPTIONS);
  const [only, ...more] = line.operands;
  if (only === undefined) return undefined;
  const symbolic = line.has('-s', '--symbolic');
  if (more.length > 0 || line.valuesOf('-t', '--target-directory')?.length !== 0) {
    const ends = endsOf(line);
    return (
      ends && {
        reads: symbolic ? [] : ends.sources,
        writes: ends.written,
        folders: ends.written.map(folderOf),
      }
    );
  }
  const { workingDirectory } = command.environment;
  const [source] = line.paths([only]) ?? [];
  if (workingDirectory === undefined || source === undefined) return undefined;
  const link = `${workingDirectory === '/' ? '' : workingDirectory}/${lastPart(source)}`;
  return { reads: symbolic ? [] : [source], writes: [link], folders: [workingDirectory] };
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Sources, and what comes of them: in the destination when that is surely a folder, else the destination with all below it. */
function endsOf(line: CommandLine): { sources: string[]; written: string[] } | undefined {
  const target = line.valuesOf('-t', '--target-directory');
  if (target === undefined) return undefined;
  const last = target.length > 0 ? undefined : line.operands.at(-1);
  const from = last === undefined ? line.operands : line.operands.slice(0, -1);
  const sources = line.paths(from);
  const destinations = last === undefined ? target : line.paths([last]);
  const [destination, ...more] = destinations ?? [];
  if (sources === undefined || destination === undefined || more.length > 0 || from.length === 0)
    return undefined;
  const isFolder =
    last === undefined || from.length > 1 || /(?:^|\/)\.{0,2}$/.test(line.environment.expand(last) ?? '');
  if (!isFolder || line.has('--parents')) return { sources, written: [destination] };
  const written = from.map((word, at) => insideOf(destination, word, sources[at], line));
  return { sources, written };
}

function insideOf(folder: string, word: ShellWord, source: string | undefined, line: CommandLine): string {
  const text = line.environment.expand(word) ?? '';
  const plain = !word.glob && word.value !== undefined && !/(?:^|\/)\.{1,2}\/?$/.test(text);
  if (!plain || source === undefined) return folder;
  return `${folder === '/' ? '' : folder}/${lastPart(source)}`;
}
