import { cleanPath } from '../ecosystem-api.js';
import { CommandLine, folderOf } from './command-paths.js';
import { baseName } from './file-names.js';
import { NOTHING } from './reach-sets.js';
import type { Reach } from './reach-sets.js';
import type { RunCommand } from './steps.js';

/** curl, wget, tar and unzip; undefined for others, and for what they may do beyond what is named. */
export function reachOfDownload(command: RunCommand): Reach | undefined {
  switch (command.argv.name) {
    case 'curl':
      return fetchedByCurl(command);
    case 'wget':
      return fetchedByWget(command);
    case 'tar':
      return unpacked(command);
    case 'unzip':
      return unzipped(command);
    default:
      return undefined;
  }
}

/** Short options of curl that take a value and touch no file. */
const CURL_HARMLESS = new Set('AHeuUxXmrwyYzCPQ');
const CURL_FLAGS = new Set('fsSLkvigIGjnN#012346aJRZ');
const CURL_LONG = new Set(
  (
    '--fail --silent --show-error --location --insecure --verbose --compressed --head --get --remote-time --tlsv1 --tlsv1.2 --tlsv1.3 ' +
    '--http1.1 --http2 --ipv4 --ipv6 --no-progress-meter --progress-bar --retry-connrefused --retry-all-errors --fail-with-body ' +
    '--create-dirs --remote-name --remote-name-all'
  ).split(' '),
);
const CURL_LONG_VALUED = new Set(
  (
    '--header --user --user-agent --referer --proxy --request --max-time --connect-timeout --retry --retry-delay --retry-max-time ' +
    '--proto --proto-redir --range --write-out --resolve --max-redirs --output --output-dir --url'
  ).split(' '),
);

interface CurlOptions {
  readonly named: ReadonlyMap<string, number>;
  readonly urls: readonly number[];
}

/** The places of options and URLs among the words; undefined when one is not known or may read or write a file of its own. */
function readCurl(values: readonly (string | undefined)[]): CurlOptions | undefined {
  const named = new Map<string, number>();
  const urls: number[] = [];
  for (let at = 0; at < values.length; at++) {
    const text = values[at];
    if (text === undefined || !text.startsWith('-') || text === '-') {
      urls.push(at);
    } else if (text.startsWith('--')) {
      if (CURL_LONG_VALUED.has(text)) named.set(text, ++at);
      else if (CURL_LONG.has(text)) named.set(text, at);
      else return undefined;
    } else {
      for (let k = 1; k < text.length; k++) {
        const letter = text.charAt(k);
        if (letter === 'O') named.set('--remote-name', at);
        if (CURL_FLAGS.has(letter) || letter === 'O') {
          if (letter === 'J') named.set('-J', at);
          continue;
        }
        if (letter !== 'o' && !CURL_HARMLESS.has(letter)) return undefined;
        // A joined value cannot be told from the rest of a cluster where a variable stands in it.
        if (k + 1 < text.length) return undefined;
        at++;
        if (letter === 'o') named.set('--output', at);
      }
    }
  }
  return { named, urls };
}

function fetchedByCurl(command: RunCommand): Reach | undefined {
  const words = command.argv.words.slice(1);
  const { environment } = command;
  // `-H @file`
  if (words.some((word) => /^["']?@/.test(environment.expand(word) ?? word.raw))) return undefined;
  const options = readCurl(words.map((word) => environment.expand(word)));
  if (options === undefined || environment.home === undefined) return undefined;
  const reads = ['.curlrc', '.netrc'].map((name) => cleanPath(`${environment.home ?? ''}/${name}`));
  const urls = options.urls.map((at) => words[at] && environment.expand(words[at]));
  if (urls.some((url) => url?.startsWith('file:') === true)) return undefined;
  const line = new CommandLine(command);
  const at = (name: string) => {
    const place = options.named.get(name);
    const word = place === undefined ? undefined : words[place];
    return word && line.paths([word]);
  };
  const given = options.named.has('--output') ? at('--output') : [];
  if (given === undefined || options.named.has('--output-dir')) return undefined;
  if (!options.named.has('--remote-name') && !options.named.has('--remote-name-all'))
    return { reads, writes: given, folders: given.map(folderOf) };
  const written = namedByUrls(options.named.has('-J') ? [undefined] : urls, environment.workingDirectory);
  return written && { reads, writes: [...given, ...written], folders: written.map(folderOf) };
}

/** Files in a folder that are called as their URLs end; the folder itself where a URL is not known. */
function namedByUrls(
  urls: readonly (string | undefined)[],
  folder: string | undefined,
): string[] | undefined {
  if (folder === undefined) return undefined;
  return urls.map((url) => {
    const name = url === undefined ? '' : baseName(url.split(/[?#]/, 1)[0] ?? '');
    return name === '' || /[{}[\]]/.test(name) ? folder : cleanPath(`${folder}/${name}`);
  });
}

const WGET_VALUED =
  '-O --output-document -P --directory-prefix -t --tries -T --timeout --header -U --user-agent --waitretry --retry-on-http-error';
/** Letters of short options that touch no file but the one that is fetched; `n` begins others: `-nv`. */
const WGET_SHORT = /^-(?:n[vcdH]|[qvcSN46]*O?-?|[OPtTU].*)$/;
const WGET_LONG = new Set(
  (
    '--quiet --no-verbose --verbose --continue --timestamping --no-clobber --no-hsts --https-only --secure-protocol --progress ' +
    '--show-progress --no-check-certificate --server-response --output-document --directory-prefix --tries --timeout --connect-timeout ' +
    '--read-timeout --dns-timeout --wait --random-wait --waitretry --retry-connrefused --retry-on-http-error --retry-on-host-error ' +
    '--header --user-agent --max-redirect --inet4-only --inet6-only --prefer-family --no-proxy --no-cache --no-cookies --limit-rate ' +
    '--no-directories --no-use-server-timestamps --compression --no-dns-cache --no-http-keep-alive'
  ).split(' '),
);

const isWgetOption = (name: string): boolean =>
  name.startsWith('--') ? WGET_LONG.has(name) : WGET_SHORT.test(name);

function fetchedByWget(command: RunCommand): Reach | undefined {
  const line = new CommandLine(command, WGET_VALUED);
  const { workingDirectory, home } = command.environment;
  if (!line.options.every(({ name }) => isWgetOption(name))) return undefined;
  if (home === undefined) return undefined;
  const reads = [cleanPath(`${home}/.wgetrc`), cleanPath(`${home}/.netrc`)];
  // `-qO-` and `-qO file`
  const cluster = line.options.find(({ name }) => /^-[a-zA-Z]+O-?$/.test(name) && name !== '-O');
  if (cluster !== undefined) {
    if (cluster.name.endsWith('O-')) return { ...NOTHING, reads };
    const [file] = line.operands;
    const writes = file && line.paths([file]);
    return writes && { reads, writes, folders: writes.map(folderOf) };
  }
  const written = line.valuesOf('-O', '--output-document');
  const folders = line.valuesOf('-P', '--directory-prefix');
  if (written === undefined || folders === undefined) return undefined;
  if (line.has('--output-document') || line.options.some(({ name }) => name === '-O'))
    return { reads, writes: written, folders: written.map(folderOf) };
  const urls = line.operands.map((word) => command.environment.expand(word));
  const writes = namedByUrls(urls, folders[0] ?? workingDirectory);
  return writes && { reads, writes, folders: writes.map(folderOf) };
}

const TAR_VALUED = '-f --file -C --directory --strip-components --strip --exclude --one-top-level';
const TAR_FLAGS = /^-?(?:[xzjJvpkmo]+[fC]?|[fC])$/;
const TAR_LONG = new Set(
  '--extract --gzip --bzip2 --xz --zstd --verbose --no-same-owner --no-same-permissions --no-overwrite-dir --wildcards --file --directory --strip-components --strip --exclude --overwrite'.split(
    ' ',
  ),
);

/** Only an archive that is named absolutely, or comes through a pipe, unpacked to a folder that is named absolutely. */
function unpacked(command: RunCommand): Reach | undefined {
  const texts = command.argv.words.slice(1).map((word) => command.environment.expand(word));
  const files: string[] = [];
  const folders: string[] = [];
  let extracts = false;
  for (let at = 0; at < texts.length; at++) {
    const text = texts[at];
    if (text === undefined) return undefined;
    const name = text.split('=', 1)[0] ?? '';
    const joined = text.startsWith('--') && name !== text;
    const value = () => (joined ? text.slice(name.length + 1) : texts[++at]);
    if (
      text.startsWith('--') ? TAR_LONG.has(name) : (at === 0 || text.startsWith('-')) && TAR_FLAGS.test(text)
    ) {
      extracts ||= text.startsWith('--') ? name === '--extract' : text.includes('x');
      const list = /f$|^--file$/.test(name) ? files : /C$|^--directory$/.test(name) ? folders : undefined;
      if (list !== undefined) list.push(value() ?? '');
      else if (TAR_VALUED.split(' ').includes(name)) value();
    } else if (text.startsWith('-')) {
      return undefined;
    }
  }
  const [folder] = folders;
  const named = files.filter((file) => file !== '-');
  const absolute = [...named, ...folders].every((path) => path.startsWith('/'));
  if (!extracts || folder === undefined || folders.length > 1 || !absolute) return undefined;
  const place = cleanPath(folder);
  return { reads: named.map(cleanPath), writes: [place], folders: [place] };
}

function unzipped(command: RunCommand): Reach | undefined {
  const line = new CommandLine(command, '-d');
  const [archive] = line.operands;
  const reads = archive && line.paths([archive]);
  const given = line.valuesOf('-d');
  const { workingDirectory } = command.environment;
  const writes = given?.length === 0 && workingDirectory !== undefined ? [workingDirectory] : given;
  return reads && writes && writes.length > 0 ? { reads, writes, folders: [] } : undefined;
}
