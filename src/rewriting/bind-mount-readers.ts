import { CommandLine, folderOf } from '../facts/command-paths.js';
import { reachOf, reachOfRedirects, systemPlaces } from '../facts/reach.js';
import type { Reach } from '../facts/reach.js';
import type { RunCommand } from '../facts/steps.js';
import type { ImageFiles } from '../install-inputs.js';

/** Programs that read the files they are given and nothing else, with their options that take a value. */
const READERS: Readonly<Record<string, string>> = {
  cmp: '-i -n',
  comm: '',
  diff: '',
  hexdump: '-n -s',
  jq: '',
  nl: '',
  od: '-A -t -N -j',
  zcat: '',
};
/** Installers, whose operands are files that they leave as they are when they are called so. */
const READING: Readonly<Record<string, RegExp>> = {
  'apt-key': /^add$/,
  dpkg: /^-i$|^--install$|^--unpack$|^-I$|^--info$/,
  rpm: /^-[a-zA-Z]*[iUF][a-zA-Z]*$|^--import$|^--install$|^--upgrade$/,
};
const COMPILERS = new Set(['gcc', 'g++', 'cc', 'c++', 'clang', 'clang++']);

/**
 * What a command may read and write, where it matters that it only reads what it is given. Undefined when it is not known.
 *
 * @param files what lies in the image, to look into sources that are compiled
 */
export function reachOfReader(each: RunCommand, files: ImageFiles | undefined): Reach | undefined {
  const { name, words } = each.argv;
  const reading = READING[name];
  if (reading !== undefined) {
    const reach = reachOf(each);
    if (reach === undefined || !words.slice(1).some(({ value }) => reading.test(value ?? ''))) return reach;
    return { ...reach, writes: reach.writes.filter((path) => !reach.reads.includes(path)) };
  }
  const own = reachOfOwn(each, files);
  if (own === undefined) return reachOf(each);
  const redirects = reachOfRedirects(each);
  if (own === 'unknown' || redirects === undefined) return undefined;
  return {
    reads: [...own.reads, ...redirects.reads],
    writes: [...own.writes, ...redirects.writes],
    folders: [...own.folders, ...redirects.folders],
  };
}

function reachOfOwn(each: RunCommand, files: ImageFiles | undefined): Reach | 'unknown' | undefined {
  const { name, words } = each.argv;
  const isOwn = name === 'debconf-set-selections' || name === 'dpkg-deb' || name === 'patch';
  if (!isOwn && READERS[name] === undefined && !COMPILERS.has(name)) return undefined;
  // Not what the system has under this name.
  if (words[0]?.value?.includes('/') !== false) return 'unknown';
  if (name === 'dpkg-deb') return unpacked(each) ?? 'unknown';
  if (name === 'patch') return patched(each) ?? 'unknown';
  if (COMPILERS.has(name)) return compiled(each, files) ?? 'unknown';
  const line = new CommandLine(each, READERS[name] ?? '');
  const reads = line.paths(line.operands);
  const writes = name === 'debconf-set-selections' ? systemPlaces : [];
  return reads === undefined ? 'unknown' : { reads, writes, folders: [] };
}

const EXTRACTS = new Set(['-x', '--extract', '-X', '--vextract']);
const SHOWS = new Set(['-I', '--info', '-c', '--contents', '-f', '--field', '-W', '--show']);

function unpacked(each: RunCommand): Reach | undefined {
  const line = new CommandLine(each);
  const [action, ...more] = line.options;
  const [archive, place, ...rest] = line.operands;
  if (action === undefined || more.length > 0 || archive === undefined) return undefined;
  const reads = line.paths([archive]);
  if (SHOWS.has(action.name)) return reads && { reads, writes: [], folders: [] };
  if (!EXTRACTS.has(action.name) || place === undefined || rest.length > 0) return undefined;
  const writes = line.paths([place]);
  return reads && writes && { reads, writes, folders: writes.map(folderOf) };
}

const PATCH_OPTIONS =
  /^(?:-p\d*|--strip|-i|--input|-d|--directory|-[NsftERu]|--forward|--silent|--force|--batch)$/;

/** What a patch changes lies where it runs; it cannot name what is outside. */
function patched(each: RunCommand): Reach | undefined {
  const line = new CommandLine(each, '-p --strip -i --input -d --directory');
  const { workingDirectory } = each.environment;
  const inputs = line.valuesOf('-i', '--input');
  const directories = line.valuesOf('-d', '--directory');
  const relative = line.options.some(
    ({ name, value }) => /^-i$|^--input$/.test(name) && value?.startsWith('/') !== true,
  );
  if (inputs === undefined || directories === undefined || workingDirectory === undefined) return undefined;
  if (line.operands.length > 0 || !line.options.every(({ name }) => PATCH_OPTIONS.test(name)))
    return undefined;
  if (directories.length > 1 || (directories.length > 0 && relative)) return undefined;
  const places = directories.length > 0 ? directories : [workingDirectory];
  return { reads: [...inputs, ...places], writes: places, folders: places };
}

const COMPILER_OPTIONS =
  /^-(?:[cgsoILlDU]|O[0-3sg]?|W[\w-]*|std(?:=[\w+]+)?|static|shared|pthread|f[\w-]+|m[\w-]+)$/;

function compiled(each: RunCommand, files: ImageFiles | undefined): Reach | undefined {
  const line = new CommandLine(each, '-o -I -L -l -D -U');
  const sources = line.paths(line.operands);
  const folders = line.valuesOf('-I', '-L');
  const given = line.valuesOf('-o');
  const { workingDirectory } = each.environment;
  if (sources === undefined || folders === undefined || given === undefined || files === undefined)
    return undefined;
  if (!line.options.every(({ name }) => COMPILER_OPTIONS.test(name))) return undefined;
  if (!sources.every((path) => readsNothingBeside(files.read(path)))) return undefined;
  const writes = given.length > 0 || workingDirectory === undefined ? given : [workingDirectory];
  if (writes.length === 0) return undefined;
  return { reads: [...sources, ...folders], writes, folders: writes.map(folderOf) };
}

/** Whether a C source reads nothing but headers of the system. */
function readsNothingBeside(text: string | undefined): boolean {
  if (text === undefined || text.includes('incbin')) return false;
  return text
    .split('\n')
    .filter((line) => /^\s*(?:#|%:|\?\?=)\s*(?:include|import|embed)/.test(line))
    .every((line) => /^\s*#\s*include\s*<[\w/+-]+(?:\.[\w+-]+)*>/.test(line));
}
