import { optionValue, UNKNOWN } from '../ecosystem-api.js';
import type {
  Call,
  CallOption,
  Environment,
  ImageFiles,
  InputEvidence,
  InputRefusal,
  InstallInputs,
} from '../ecosystem-api.js';
import { versionFiles } from '../language-inputs/version-managers.js';
import type { ShellWord } from '../shell/script.js';
import { pipSettings } from './pip-config.js';
import { placesWritten } from './pip-places.js';
import { refuse, Refused, RequiredFiles } from './required-files.js';
import { checkShadowing } from './shadowing.js';
import { trustedFiles } from './trusted-files.js';

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
  { kind: 'certificate', names: ['--cert'], variable: 'PIP_CERT' },
  { kind: 'certificate', names: ['--client-cert'], variable: 'PIP_CLIENT_CERT' },
] as const;
type OptionKind = (typeof OPTIONS)[number]['kind'];
/** Kinds that say what to install. */
const ASKS: ReadonlySet<OptionKind> = new Set(['requirements', 'editable', 'group']);

/** What `pip install`, `download` or `wheel` reads of the project: requirements files and all that they name. */
export function pipInputs(
  call: Call,
  environment: Environment,
  files: ImageFiles,
): InstallInputs | InputRefusal {
  try {
    return new Reading(call, environment, files).result();
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

class Reading {
  readonly #call: Call;
  readonly #environment: Environment;
  readonly #files: ImageFiles;
  readonly #required: RequiredFiles;

  constructor(call: Call, environment: Environment, files: ImageFiles) {
    this.#call = call;
    this.#environment = environment;
    this.#files = files;
    this.#required = new RequiredFiles(environment, files);
  }

  result(): InstallInputs | InputRefusal {
    this.#interpreter();
    checkShadowing(this.#call, this.#environment, this.#files);
    trustedFiles(this.#environment, this.#required);
    this.#settings();
    const asked = this.#options() + this.#operands();
    if (asked === 0)
      refuse('reads-sources', 'what it installs comes from another command', { text: this.#text() });
    const { reads, folders, absent, overwrites, cloned } = this.#required;
    const written = placesWritten(this.#call, this.#environment, this.#files, cloned);
    if ('code' in written) return written;
    const over = [...overwrites, ...written.overwrites];
    return {
      reads: [...reads].sort(),
      patterns: [],
      makes: written.makes,
      ignore: written.ignore,
      ...(folders.size === 0 ? {} : { folders: [...folders].sort() }),
      ...(absent.size === 0 ? {} : { absent: [...absent].sort() }),
      ...(over.length === 0 ? {} : { overwrites: over }),
    };
  }

  #text = (): string => wordsOf(this.#call.argv.words);

  /** Files by which a version manager, where the image has one, chooses Python. */
  #interpreter(): void {
    const because = { text: this.#text() };
    const paths =
      versionFiles(this.#environment) ??
      refuse(
        'reads-sources',
        'a version manager looks for its files from a folder that is not known',
        because,
      );
    for (const path of paths) this.#required.fileIfThere(path, because);
  }

  /** What configuration files and earlier calls say of files, which holds beside what the command line says. */
  #settings(): void {
    for (const { key, value, because } of pipSettings(
      this.#call,
      this.#environment,
      this.#files,
      this.#required,
    )) {
      const kind = OPTIONS.find(({ names }) => (names as readonly string[]).includes(`--${key}`))?.kind;
      if (kind === undefined)
        refuse('copy-overwrites', `a setting of pip says where packages are put: ${key}`, because);
      for (const each of value.split(/\s+/)) if (each !== '') this.#value(kind, each, because);
    }
  }

  /** How many of them say what to install. */
  #options(): number {
    let asked = 0;
    const cluster = this.#call.options.find(
      ({ name }) => /^-[A-Za-z]{2,}/.test(name) && /[rcefi]/.test(name),
    );
    if (cluster)
      refuse('reads-sources', 'short options are joined in a way that is not followed', {
        text: wordsOf(cluster.words),
      });
    for (const { kind, names, variable } of OPTIONS) {
      const given = this.#call.options.filter(({ name }) => (names as readonly string[]).includes(name));
      for (const option of given) this.#value(kind, this.#valueOf(option), { text: wordsOf(option.words) });
      const set = this.#environment.variable(variable);
      if (set === UNKNOWN)
        refuse('reads-sources', `${variable} is known only to the build`, { text: variable });
      const values = set?.split(/\s+/).filter((value) => value !== '') ?? [];
      // An option of the command line beats the variable.
      if (given.length === 0)
        for (const value of values) this.#value(kind, value, { text: `${variable}=${value}` });
      if (ASKS.has(kind)) asked += given.length + values.length;
    }
    return asked;
  }

  #valueOf(option: CallOption): string {
    return (
      optionValue(option, this.#environment) ??
      refuse('reads-sources', `the value of ${option.name} is known only to the build`, {
        text: wordsOf(option.words),
      })
    );
  }

  #value(kind: OptionKind, value: string, because: InputEvidence): void {
    const required = this.#required;
    switch (kind) {
      case 'links':
        return required.links(value, undefined, because);
      case 'editable':
        return required.requirement(value, true, because);
      case 'certificate':
        return required.place(required.absolute(value, because), because);
      case 'group': {
        const colon = value.lastIndexOf(':');
        const file = colon < 0 ? 'pyproject.toml' : value.slice(0, colon);
        required.file(required.absolute(file, because), because);
        return;
      }
      default:
        return required.requirements(value, undefined, because);
    }
  }

  #operands(): number {
    for (const word of this.#call.operands) {
      const text = this.#environment.expand(word);
      const because = { text: word.raw };
      if (word.glob) refuse('reads-sources', 'a wildcard stands for files that are there', because);
      if (text !== undefined) this.#required.requirement(text, false, because);
      else if (!namesPackage(word))
        refuse('reads-sources', 'what it installs is known only to the build', because);
    }
    return this.#call.operands.length;
  }
}

const wordsOf = (words: readonly ShellWord[]): string => words.map(({ raw }) => raw).join(' ');

/** `torch==$VERSION`: whatever the variable holds, this is a package of the index. */
function namesPackage({ parts }: ShellWord): boolean {
  const first = parts[0];
  return first?.kind === 'literal' && /^[A-Za-z0-9][\w.-]*(?:\[[\w,\s.-]*\])?\s*[=<>~!]=?/.test(first.value);
}
