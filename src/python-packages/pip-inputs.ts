import { absolutePath, cleanPath, optionValue, UNKNOWN } from '../ecosystem-api.js';
import type {
  Call,
  CallOption,
  Environment,
  ImageFiles,
  InputEvidence,
  InputRefusal,
  InstallInputs,
} from '../ecosystem-api.js';
import type { ShellWord } from '../shell/script.js';
import type { SkipCode } from '../types.js';
import { localPackage, standsIn } from './local-package.js';
import { placesWritten } from './pip-places.js';
import { filePath, isRemote, readRequirements, sourceOf } from './requirements.js';

/** Options by what their value names; each may also be set by a variable, several values apart by blanks. */
const OPTIONS = [
  { kind: 'requirements', names: ['-r', '--requirement'], variable: 'PIP_REQUIREMENT' },
  { kind: 'constraints', names: ['-c', '--constraint'], variable: 'PIP_CONSTRAINT' },
  { kind: 'constraints', names: ['--build-constraint'], variable: 'PIP_BUILD_CONSTRAINT' },
  { kind: 'editable', names: ['-e', '--editable'], variable: 'PIP_EDITABLE' },
  { kind: 'links', names: ['-f', '--find-links'], variable: 'PIP_FIND_LINKS' },
  { kind: 'links', names: ['-i', '--index-url'], variable: 'PIP_INDEX_URL' },
  { kind: 'links', names: ['--extra-index-url'], variable: 'PIP_EXTRA_INDEX_URL' },
  { kind: 'group', names: ['--group'], variable: 'PIP_GROUP' },
] as const;
type OptionKind = (typeof OPTIONS)[number]['kind'];

/** Keys of a pip.conf that name files or places in the project. */
const CONFIGURED =
  /^\s*(?:requirement|constraint|build-constraint|editable|find-links|target|prefix|root|src|group|index-url\s*[=:]\s*(?:file|\/|\.))\b/m;

/** What `pip install`, `download` or `wheel` reads of the project: requirements files and all that they name. */
export function pipInputs(
  call: Call,
  environment: Environment,
  files: ImageFiles,
): InstallInputs | InputRefusal {
  return new Reading(call, environment, files).result();
}

/** The first thing that cannot be named ends the reading. */
class Refused extends Error {
  constructor(readonly refusal: InputRefusal) {
    super(refusal.reason);
  }
}

class Reading {
  readonly #call: Call;
  readonly #environment: Environment;
  readonly #files: ImageFiles;
  readonly #reads = new Set<string>();
  readonly #seen = new Set<string>();
  readonly #overwrites: InputEvidence[] = [];
  readonly #cloned: (string | undefined)[] = [];

  constructor(call: Call, environment: Environment, files: ImageFiles) {
    this.#call = call;
    this.#environment = environment;
    this.#files = files;
  }

  result(): InstallInputs | InputRefusal {
    try {
      this.#settings();
      const asked = this.#options() + this.#operands();
      if (asked === 0)
        this.#refuse('reads-sources', 'what it installs comes from another command', { text: this.#text() });
      const written = placesWritten(this.#call, this.#environment, this.#files, this.#cloned);
      if ('code' in written) return written;
      return {
        reads: [...this.#reads].sort(),
        patterns: [],
        makes: written.makes,
        ignore: written.ignore,
        ...(this.#overwrites.length + written.overwrites.length === 0
          ? {}
          : { overwrites: [...this.#overwrites, ...written.overwrites] }),
      };
    } catch (error) {
      if (error instanceof Refused) return error.refusal;
      throw error;
    }
  }

  #refuse(code: SkipCode, reason: string, because: InputEvidence): never {
    throw new Refused({ code, reason, because });
  }

  #text = (): string => this.#call.argv.words.map(({ raw }) => raw).join(' ');

  /** Configuration files that a COPY brought to where pip looks for them. */
  #settings(): void {
    const { home } = this.#environment;
    const named = this.#environment.variable('PIP_CONFIG_FILE');
    const places = [
      '/etc/pip.conf',
      ...(home === undefined ? [] : [`${home}/.pip/pip.conf`, `${home}/.config/pip/pip.conf`]),
    ];
    if (typeof named === 'string' && named !== '')
      places.push(absolutePath(named, this.#environment) ?? named);
    if (named === UNKNOWN)
      this.#refuse('reads-sources', 'PIP_CONFIG_FILE is known only to the build', {
        text: 'PIP_CONFIG_FILE',
      });
    for (const path of places) {
      if (this.#files.kind(path) === undefined) continue;
      const text = this.#files.read(path);
      const key = text === undefined ? undefined : CONFIGURED.exec(text)?.[0].trim();
      if (text === undefined || key !== undefined)
        this.#refuse('reads-sources', 'the configuration of pip names files that are not followed', {
          file: path,
          ...(key === undefined ? {} : { key }),
          text: key ?? 'not readable',
        });
      this.#reads.add(path);
    }
  }

  /** How many of them say what to install. */
  #options(): number {
    let asked = 0;
    const cluster = this.#call.options.find(
      ({ name }) => /^-[A-Za-z]{2,}/.test(name) && /[rcefi]/.test(name),
    );
    if (cluster)
      this.#refuse('reads-sources', 'short options are joined in a way that is not followed', {
        text: wordsOf(cluster.words),
      });
    for (const { kind, names, variable } of OPTIONS) {
      const given = this.#call.options.filter(({ name }) => (names as readonly string[]).includes(name));
      for (const option of given) this.#value(kind, this.#valueOf(option), { text: wordsOf(option.words) });
      const set = this.#environment.variable(variable);
      if (set === UNKNOWN)
        this.#refuse('reads-sources', `${variable} is known only to the build`, { text: variable });
      const values = set?.split(/\s+/).filter((value) => value !== '') ?? [];
      // An option of the command line beats the variable.
      if (given.length === 0)
        for (const value of values) this.#value(kind, value, { text: `${variable}=${value}` });
      if (['requirements', 'editable', 'group'].includes(kind)) asked += given.length + values.length;
    }
    return asked;
  }

  #valueOf(option: CallOption): string {
    return (
      optionValue(option, this.#environment) ??
      this.#refuse('reads-sources', `the value of ${option.name} is known only to the build`, {
        text: wordsOf(option.words),
      })
    );
  }

  #value(kind: OptionKind, value: string, because: InputEvidence): void {
    if (kind === 'links') return this.#links(value, undefined, because);
    if (kind === 'editable') return this.#requirement(value, true, because);
    if (kind === 'group') {
      const colon = value.lastIndexOf(':');
      this.#file(this.#absolute(colon < 0 ? 'pyproject.toml' : value.slice(0, colon), because), because);
      return;
    }
    this.#requirements(value, undefined, kind === 'constraints', because);
  }

  #operands(): number {
    for (const word of this.#call.operands) {
      const text = this.#environment.expand(word);
      const because = { text: word.raw };
      if (word.glob) this.#refuse('reads-sources', 'a wildcard stands for files that are there', because);
      if (text !== undefined) this.#requirement(text, false, because);
      else if (!namesPackage(word))
        this.#refuse('reads-sources', 'what it installs is known only to the build', because);
    }
    return this.#call.operands.length;
  }

  #absolute(path: string, because: InputEvidence): string {
    return (
      absolutePath(path, this.#environment) ??
      this.#refuse('reads-sources', 'the folder that it runs in is not known', because)
    );
  }

  /** A file that must be there, by its absolute path. */
  #file(path: string, because: InputEvidence): string {
    const kind = this.#files.kind(path);
    if (path.startsWith('/dev/') || path.startsWith('/proc/'))
      this.#refuse('input-outside', `${path} is what another command gives`, because);
    if (kind === undefined)
      this.#refuse('manifest-missing', `no COPY from the build context brings ${path}`, because);
    if (kind !== 'file' || this.#files.origin(path) === undefined)
      this.#refuse('input-outside', `${path} is not a plain file of the build context`, because);
    this.#reads.add(path);
    return path;
  }

  /** A requirements or constraints file with all that it names. */
  #requirements(
    written: string,
    folder: string | undefined,
    constraint: boolean,
    because: InputEvidence,
  ): void {
    if (isRemote(written)) return;
    const local = filePath(written) ?? written;
    const path = this.#file(
      folder === undefined || local.startsWith('/')
        ? this.#absolute(local, because)
        : cleanPath(`${folder}/${local}`),
      because,
    );
    if (this.#seen.has(path)) return;
    this.#seen.add(path);
    const text = this.#files.read(path);
    if (text === undefined || /[\0\uFFFD]/.test(text))
      this.#refuse('input-outside', `${path} is not text in UTF-8`, { file: path, text: path });
    const around = path.slice(0, path.lastIndexOf('/')) || '/';
    for (const line of readRequirements(text, this.#environment.variable)) {
      const where = { file: path, text: line.text };
      if (line.kind === 'unreadable')
        this.#refuse('reads-sources', `a line of ${path} cannot be read exactly`, where);
      else if (line.kind === 'nested' || line.kind === 'constraint')
        this.#requirements(line.value, around, line.kind === 'constraint', where);
      else if (line.kind === 'find-links' || line.kind === 'index') this.#links(line.value, around, where);
      else this.#requirement(line.value, line.kind === 'editable', where);
    }
  }

  #requirement(text: string, editable: boolean, because: InputEvidence): void {
    const source = sourceOf(text, editable);
    if (source.kind === 'version-control' && editable) this.#cloned.push(source.name);
    if (source.kind !== 'path') return;
    const path = this.#absolute(source.path, because);
    if (this.#files.kind(path) !== 'directory' && !standsIn(path, this.#environment)) {
      this.#file(path, because);
      return;
    }
    const local = localPackage(path, this.#environment, this.#files, because);
    if ('code' in local) throw new Refused(local);
    for (const each of local.reads) this.#reads.add(each);
    this.#overwrites.push(...local.overwrites);
  }

  /** A folder of packages, or a page that lists them; in a requirements file first sought beside the file. */
  #links(written: string, folder: string | undefined, because: InputEvidence): void {
    if (isRemote(written)) return;
    const local = filePath(written) ?? written;
    const beside =
      folder === undefined ? undefined : cleanPath(local.startsWith('/') ? local : `${folder}/${local}`);
    const path =
      beside !== undefined && this.#files.kind(beside) !== undefined
        ? beside
        : this.#absolute(local, because);
    const kind = this.#files.kind(path);
    // What no COPY brings there is the image's own, or nothing: pip warns and goes on.
    if (kind === undefined && !this.#environment.mayBeCopied(path)) return;
    if (kind !== 'directory')
      this.#refuse('input-outside', `${path} is no folder of the build context`, because);
    for (const each of this.#files.list(path)) this.#file(each, because);
  }
}

const wordsOf = (words: readonly ShellWord[]): string => words.map(({ raw }) => raw).join(' ');

/** `torch==$VERSION`: whatever the variable holds, this is a package of the index. */
function namesPackage({ parts }: ShellWord): boolean {
  const first = parts[0];
  return first?.kind === 'literal' && /^[A-Za-z0-9][\w.-]*(?:\[[\w,\s.-]*\])?\s*[=<>~!]=?/.test(first.value);
}
