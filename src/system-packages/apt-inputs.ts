import picomatch from 'picomatch';
import { absolutePath } from '../ecosystem-api.js';
import type { Call, Environment, ImageFiles, InputRefusal, InstallInputs } from '../ecosystem-api.js';
import { linkOnTheWay } from '../language-inputs/copied-links.js';
import { parseScript } from '../shell/parse-script.js';
import type { ShellWord } from '../shell/script.js';
import { SourceMap } from '../text/source-map.js';
import { copiedSettings, namedSettings } from './apt-settings.js';

const APT = new Set(['apt', 'apt-get', 'aptitude']);
/** Programs that do nothing but look something up in the lists. */
const LOOKS_UP = new Set('apt-cache apt-file apt-rdepends apt-show-versions'.split(' '));
/** Subcommands that do nothing but that. */
const LOOKS = new Set('list search show policy showpkg depends rdepends madison'.split(' '));
/** Runs that change nothing, but read what an install would. */
const DRY = new Set('-s --simulate --dry-run --print-uris --just-print --no-act'.split(' '));

/** What a call of apt reads of the project: packages, lists of packages, settings. */
export function aptInputs(
  call: Call,
  environment: Environment,
  files: ImageFiles,
): InstallInputs | InputRefusal {
  const reads = new Set<string>();
  const refused = namedSettings(call, environment) ?? copiedSettings(environment, files, reads);
  if (refused) return refused;
  const dry = call.kind === 'read' && call.options.some(({ name }) => DRY.has(name));
  if (call.kind === 'read' && !dry && !onlyLooks(call))
    return unknownNames('which files it goes by is not known', call.argv.words);
  const patterns: string[] = [];
  if (call.kind !== 'install' && !dry) return { reads: [...reads].sort(), patterns, makes: [], ignore: [] };
  const needsNames = call.subcommand?.value?.endsWith('upgrade') !== true;
  if (needsNames && call.operands.length === 0)
    return unknownNames('which packages it installs comes from another command', call.argv.words);
  for (const word of call.operands) {
    const local = localFiles(word, environment, files);
    if ('code' in local) return local;
    for (const path of local.reads) reads.add(path);
    patterns.push(...local.patterns);
  }
  const made = madeBeside(call, environment, files);
  if (made) return made;
  return { reads: [...reads].sort(), patterns, makes: [], ignore: [] };
}

const onlyLooks = ({ argv, subcommand }: Call): boolean =>
  LOOKS_UP.has(argv.name) || (APT.has(argv.name) && LOOKS.has(subcommand?.value ?? ''));

const unknownNames = (reason: string, words: readonly ShellWord[]): InputRefusal => ({
  code: 'reads-sources',
  reason,
  because: { text: words.map(({ raw }) => raw).join(' ') },
});

type Local = Pick<InstallInputs, 'reads' | 'patterns'>;
const NONE: Local = { reads: [], patterns: [] };

/** The files of the context that one operand names; the name of a package of the lists names none. */
function localFiles(word: ShellWord, environment: Environment, files: ImageFiles): Local | InputRefusal {
  const text = environment.expand(word);
  if (text === undefined) return listedIn(word, environment, files);
  const isPath = /^(?:\/|\.{1,2}(?:\/|$))/.test(text);
  if (!isPath)
    return word.glob && text.endsWith('.deb')
      ? unknownNames('what the wildcard matches is not followed', [word])
      : NONE;
  const path = absolutePath(text, environment);
  if (path === undefined) return unknownNames('the folder that it runs in is not known', [word]);
  if (word.glob) {
    const folder = path.slice(0, path.lastIndexOf('/')) || '/';
    if (/[*?[{]/.test(folder) || /[[{]/.test(path))
      return unknownNames('what the wildcard matches is not followed', [word]);
    const matches = picomatch(path, { nobrace: true, noext: true });
    return { reads: files.list(folder).filter((each) => matches(each)), patterns: [path] };
  }
  if (files.kind(path) === 'directory')
    return unknownNames(`it goes by what the source package in ${path} says`, [word]);
  if (files.kind(path) === 'file' && linkOnTheWay(path, files) === undefined)
    return { reads: [path], patterns: [] };
  return environment.mayBeCopied(path)
    ? {
        code: 'input-outside',
        reason: `${path} is no plain file of the build context`,
        because: { text: word.raw },
      }
    : NONE;
}

/** `$(cat packages.txt)`: the file itself is read by cat; that it names no file in turn is looked up here. */
function listedIn(word: ShellWord, environment: Environment, files: ImageFiles): Local | InputRefusal {
  const [first] = word.parts;
  // `nodejs=$VERSION`: whatever the variable holds, this is a package of the lists.
  if (first?.kind === 'literal' && /^[a-z0-9][a-z0-9+.-]*[=:]/.test(first.value)) return NONE;
  const path = catted(word.raw, environment);
  const text = path === undefined ? undefined : files.read(path);
  if (path === undefined || text === undefined || /(?:^|\s)\.{0,2}\//.test(text))
    return unknownNames('which packages it installs is known only to the build', [word]);
  return { reads: [path], patterns: [] };
}

/** The file of `$(cat file)`; undefined for any other word. */
function catted(raw: string, environment: Environment): string | undefined {
  const inner = /^"?\$\(([^]*)\)"?$/.exec(raw)?.[1];
  if (inner === undefined) return undefined;
  const script = parseScript(new SourceMap(inner, [{ start: 0, end: inner.length }]), { dialect: 'sh' });
  if ('refused' in script || script.commands.length !== 1) return undefined;
  const words = script.commands[0]?.words.map(({ value }) => value) ?? [];
  const [program, file] = words;
  return program === 'cat' && words.length === 2 && file !== undefined
    ? absolutePath(file, environment)
    : undefined;
}

/** `apt-get download` and `source` leave what they fetch in the folder they run in. */
function madeBeside(
  call: Call,
  { workingDirectory }: Environment,
  files: ImageFiles,
): InputRefusal | undefined {
  const name = call.subcommand?.value;
  if (name !== 'download' && name !== 'source') return undefined;
  const clash =
    workingDirectory !== undefined && name === 'download'
      ? files.list(workingDirectory).find((path) => path.endsWith('.deb'))
      : (workingDirectory ?? '/');
  if (clash === undefined) return undefined;
  const because = { file: clash, text: call.argv.words.map(({ raw }) => raw).join(' ') };
  return { code: 'copy-overwrites', reason: 'it leaves what it fetches beside what is copied', because };
}
