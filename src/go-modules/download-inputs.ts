import { absolutePath, cleanPath, findOption, UNKNOWN } from '../ecosystem-api.js';
import type { Call, Environment } from '../ecosystem-api.js';
import type { ImageFiles, InputRefusal, InstallInputs } from '../install-inputs.js';
import { readModuleFile } from './module-file.js';
import type { ModuleFile } from './module-file.js';

const wordsOf = ({ argv }: Call): string => argv.words.map(({ raw }) => raw).join(' ');

const refusal = (code: InputRefusal['code'], reason: string, text: string, file?: string): InputRefusal => ({
  code,
  reason,
  because: { text, ...(file === undefined ? {} : { file }) },
});

/**
 * What `go mod download` without arguments reads: go.mod and go.sum, those of a workspace's modules and the go.mod of local
 * replacements (https://go.dev/ref/mod#go-mod-download). It never looks at a source.
 */
export function downloadInputs(
  call: Call,
  environment: Environment,
  files: ImageFiles,
): InstallInputs | InputRefusal {
  const flag = findOption(call, '-C', '-modfile', '-mod');
  if (flag) return refusal('reads-sources', `with ${flag.name} other files are read`, wordsOf(call));
  for (const name of ['GOWORK', 'GOFLAGS', 'GO111MODULE', 'GOENV']) {
    const value = environment.variable(name);
    const usual =
      value === undefined || value === '' || value === 'on' || (name === 'GOWORK' && value === 'off');
    if (!usual) return refusal('reads-sources', `${name} may have it read other files`, wordsOf(call));
  }
  const { workingDirectory } = environment;
  if (workingDirectory === undefined)
    return refusal('input-outside', 'the folder it runs in is not known', wordsOf(call));
  return new Reader(call, environment, files).read(workingDirectory);
}

class Reader {
  readonly #reads = new Set<string>();
  readonly #absent = new Set<string>();
  #refusal: InputRefusal | undefined;

  constructor(
    readonly call: Call,
    readonly environment: Environment,
    readonly files: ImageFiles,
  ) {}

  read(folder: string): InstallInputs | InputRefusal {
    const off = this.environment.variable('GOWORK') === 'off';
    const work = off ? undefined : this.#upward('go.work', folder);
    const root = this.#upward('go.mod', folder);
    if (work === undefined && root === undefined)
      return refusal('manifest-missing', 'no go.mod is copied to where it runs', `${folder}/go.mod`);
    const modules = work === undefined ? [root ?? folder] : this.#workspace(work);
    const sums = new Set<string>();
    for (const each of [...modules, ...(work === undefined ? [] : [work])])
      for (const line of this.#sums(each, work === each)) sums.add(line);
    const stale = modules.flatMap((each) => this.#module(each, sums) ?? [])[0];
    return (
      this.#refusal ?? {
        reads: [...this.#reads].sort(),
        patterns: [],
        absent: [...this.#absent].sort(),
        makes: [],
        ignore: [],
        ...(stale === undefined ? {} : { staleLock: stale }),
      }
    );
  }

  /** The nearest folder, from this one upward, that has the file. Those in between are looked at in vain. */
  #upward(name: string, folder: string): string | undefined {
    for (let at = folder; ; at = at.slice(0, at.lastIndexOf('/')) || '/') {
      const path = cleanPath(`${at}/${name}`);
      if (this.files.kind(path) !== undefined) return at;
      this.#absent.add(path);
      if (at === '/') return undefined;
    }
  }

  #workspace(folder: string): string[] {
    const path = cleanPath(`${folder}/go.work`);
    const work = this.#file(path);
    if (work === undefined) return [];
    return work.uses.flatMap((use) => this.#folder(use, folder, path) ?? []);
  }

  /** The lines of go.sum, which may be missing where nothing is required. */
  #sums(folder: string, isWork: boolean): readonly string[] {
    const path = cleanPath(`${folder}/${isWork ? 'go.work.sum' : 'go.sum'}`);
    const text = this.files.read(path);
    if (text === undefined && this.files.kind(path) !== undefined) this.#unreadable(path);
    (text === undefined ? this.#absent : this.#reads).add(path);
    return text?.split('\n') ?? [];
  }

  /** Reads the module of a folder, and says what go.sum lacks of it. */
  #module(folder: string, sums: ReadonlySet<string>): { file: string; text: string } | undefined {
    const path = cleanPath(`${folder}/go.mod`);
    const vendored = cleanPath(`${folder}/vendor/modules.txt`);
    if (this.files.kind(vendored) !== undefined)
      this.#refusal ??= refusal('reads-sources', 'the modules lie in vendor/ already', vendored, vendored);
    this.#absent.add(vendored);
    const module = this.#file(path);
    if (module === undefined) return undefined;
    for (const replacement of module.localReplacements) {
      const local = this.#folder(replacement, folder, path);
      if (local !== undefined) this.#file(cleanPath(`${local}/go.mod`));
    }
    const known = new Set([...sums].map((line) => line.split(' ', 2).join(' ')));
    const missing = module.requires.find(
      ({ path: name, version }) =>
        !module.replaced.includes(name) &&
        !(known.has(`${name} ${version}`) && known.has(`${name} ${version}/go.mod`)),
    );
    return missing && { file: path, text: `${missing.path} ${missing.version} is not in go.sum` };
  }

  #folder(written: string, from: string, file: string): string | undefined {
    const path = written.startsWith('/')
      ? cleanPath(written)
      : absolutePath(`${from}/${written}`, this.environment);
    if (path === undefined)
      this.#refusal ??= refusal('input-outside', `${written} cannot be placed`, written, file);
    return path;
  }

  #file(path: string): ModuleFile | undefined {
    const text = this.files.read(path);
    if (text === undefined) {
      if (this.files.kind(path) === undefined)
        this.#refusal ??= refusal('manifest-missing', `${path} is needed and not copied`, path);
      else this.#unreadable(path);
      return undefined;
    }
    this.#reads.add(path);
    const module = readModuleFile(text);
    if (module.unclear !== undefined)
      this.#refusal ??= refusal('workspace-unclear', 'a line in it is not understood', module.unclear, path);
    return module;
  }

  #unreadable(path: string): void {
    this.#refusal ??= refusal('workspace-unclear', `${path} cannot be read`, path, path);
  }
}

/** Whether a call of go takes modules from a vendor folder, as far as its flags say. */
export function saysVendor(call: Call, environment: Environment): boolean {
  const flag = findOption(call, '-mod');
  if (flag) return flag.value === 'vendor' || flag.words[0]?.raw === '-mod=vendor';
  const flags = environment.variable('GOFLAGS');
  return flags !== UNKNOWN && flags?.split(/\s+/).includes('-mod=vendor') === true;
}
