import { isRead } from '../facts/steps.js';
import type { RunCommand, RunFacts } from '../facts/steps.js';
import { imageFilesAt } from '../facts/image-files.js';
import { isWithin } from '../facts/paths.js';
import { namedInSettings } from '../facts/written-settings.js';
import type { Environment } from '../ecosystem-api.js';
import { reachOf, reachOfRedirects, runsElsewhere } from '../facts/reach.js';
import { changesAccounts } from './account-changes.js';
import { filesWithBound } from './bound-files.js';
import type { ImageFiles, InputEvidence, InstallInputs } from '../install-inputs.js';
import type { Evidence, SkipCode } from '../types.js';
import type { CopiedEntries } from './copied-entries.js';
import { lockReader } from './lock-readers.js';
import type { Manifest } from './manifest-copies.js';
import { namedByVariables } from './named-by-variables.js';
import type { Obstacle } from './obstacle.js';
import { putInPlace } from './put-in-place.js';
import { productMount } from './product-mounts.js';
import type { SplitScene } from './split-plan.js';
import { cleansUp, takenAwayLater } from './tail-deletions.js';

/** What the installs of one RUN need of the copies that would come later. */
export interface Needs {
  readonly manifests: readonly Manifest[];
  /** All that is read of the project, by its place in the image, whichever copy brings it. */
  readonly reads: readonly string[];
  readonly patterns: readonly string[];
  readonly folders: readonly string[];
  readonly absent: readonly string[];
  readonly makes: readonly string[];
  readonly ignore: readonly string[];
  /** The commands that install, as written. */
  readonly commands: readonly string[];
  /** It downloads or installs something, so that it is worth running less often. */
  readonly installs: boolean;
  /** An install may write its lock file anew, which the copy then writes over. */
  readonly rewritesLock: boolean;
  /** What the commands make or change, caches left out. */
  readonly writes: readonly string[];
  readonly files: ImageFiles;
}

export interface Assessment {
  /** Undefined when no part of the RUN can come before the copies. */
  readonly needs: Needs | undefined;
  /** Only the commands up to this one (an index among the script's) can. */
  readonly divideAfter: number | undefined;
  /** What stops the RUN, or its rest, from coming first. */
  readonly obstacle: Obstacle | undefined;
}

const EMPTY: InstallInputs = { reads: [], patterns: [], makes: [], ignore: [] };
const textOf = ({ command }: RunCommand): string => command.words.map(({ raw }) => raw).join(' ');

/** Whether a RUN, or its first commands, can do without the copies, and which of their files it needs all the same. */
export function assessRun(scene: SplitScene, run: RunFacts, moving: readonly CopiedEntries[]): Assessment {
  const { doc, facts, context, stage } = scene;
  if (!isRead(run.body)) return stopped(obstacleAt(scene, run, 'step-between', run.body.reason));
  const files = filesWithBound(imageFilesAt(facts, context, stage, run.run.index), doc, run, context);
  const collected = new Collected(scene, run, moving, files);
  const known = new Map(run.commands.map((each) => [each.command, each]));
  const { functions, looksAround } = run.body.script;
  if (looksAround)
    return stopped(
      obstacleAt(scene, run, 'step-between', 'what it does hangs on files that no command names'),
    );
  for (const command of run.body.commands) {
    if (command.words.length === 0 && command.redirects.length === 0) continue;
    const each = functions.has(command.words[0]?.value ?? '') ? undefined : known.get(command);
    const obstacle = each
      ? collected.add(each)
      : obstacleAt(scene, run, 'step-between', 'which program runs, or what it writes, is not known');
    if (obstacle) return collected.upTo(obstacle);
  }
  return collected.whole();
}

const stopped = (obstacle: Obstacle): Assessment => ({ needs: undefined, divideAfter: undefined, obstacle });

class Collected {
  readonly #scene: SplitScene;
  readonly #run: RunFacts;
  readonly #moving: readonly CopiedEntries[];
  readonly #files: ImageFiles;
  readonly #inputs: InstallInputs[] = [];
  readonly #commands: string[] = [];
  /** The last install, or what cleans up behind it: there the RUN may be divided. */
  #last: number | undefined;
  #installs = false;
  #downloads = false;
  #rewritesLock = false;
  #accountWall: Obstacle | undefined;
  readonly #writes = new Set<string>();
  /** Folders of the copies that have to be there: `cd` goes to them, or something is made in them. */
  readonly #entered: { readonly folder: string; readonly each: RunCommand }[] = [];

  constructor(scene: SplitScene, run: RunFacts, moving: readonly CopiedEntries[], files: ImageFiles) {
    this.#scene = scene;
    this.#run = run;
    this.#moving = moving;
    this.#files = files;
  }

  get needs(): Needs {
    const manifests = new Map<string, Manifest>();
    for (const image of this.#inputs.flatMap(({ reads }) => reads)) {
      const origin = this.#files.origin(image);
      const later = origin && this.#moving.some(({ copy }) => copy === origin.copy);
      if (later) manifests.set(image, { image, ...origin });
    }
    const all = (pick: (inputs: InstallInputs) => readonly string[]) => [
      ...new Set(this.#inputs.flatMap(pick)),
    ];
    return {
      manifests: [...manifests.values()],
      reads: all(({ reads }) => reads),
      patterns: all(({ patterns }) => patterns),
      folders: all(({ folders }) => folders ?? []),
      absent: all(({ absent }) => absent ?? []),
      makes: all(({ makes }) => makes),
      ignore: all(({ ignore }) => ignore),
      commands: this.#commands,
      installs: this.#installs,
      rewritesLock: this.#rewritesLock,
      writes: [...this.#writes],
      files: this.#files,
    };
  }

  /** Undefined when the command can come first. */
  add(each: RunCommand): Obstacle | undefined {
    const kind = each.call?.call.kind;
    return kind === 'install' || kind === 'refresh' ? this.#install(each) : this.#plain(each);
  }

  whole(): Assessment {
    const { needs } = this;
    const missing = this.#missingFolder(needs, Infinity) ?? this.#accountWall;
    return missing ? stopped(missing) : { needs, divideAfter: undefined, obstacle: undefined };
  }

  /** What could be collected in front of the obstacle. */
  upTo(obstacle: Obstacle): Assessment {
    const last = this.#last;
    // A list of packages that is renewed alone would be old when the install comes.
    if (last === undefined || !this.#downloads) return stopped(obstacle);
    const { needs } = this;
    const copied = this.#moving.flatMap(({ destinations }) => destinations);
    const later = takenAwayLater(this.#run, { last, writes: needs.writes, copied });
    const stop = this.#missingFolder(needs, last) ?? (later && this.#undividable(later)) ?? this.#accountWall;
    return stop ? stopped(stop) : { needs, divideAfter: last, obstacle };
  }

  #install(each: RunCommand): Obstacle | undefined {
    const { call, environment } = each;
    if (call === undefined) return undefined;
    const given = runsElsewhere(each) || reachOfRedirects(each)?.reads.length !== 0;
    if (given) {
      const reason = 'what it is given, or where it runs, is not in its words';
      return this.#refusal('reads-sources', reason, { text: textOf(each) }, each);
    }
    const inputs = call.ecosystem.inputs(call.call, environment, this.#files);
    if ('code' in inputs) return this.#refusal(inputs.code, inputs.reason, inputs.because, each);
    const [written] = inputs.overwrites ?? [];
    const over = 'writes a file that the COPY would write over';
    if (written) return this.#refusal('copy-overwrites', `${textOf(each)} ${over}`, written, each);
    const reader = inputs.staleLock && lockReader(this.#scene, this.#run, each);
    if (inputs.staleLock && reader) {
      const mends = `${textOf(each)} mends a lock file that does not agree with the manifests, which ${shortened(textOf(reader))} goes by`;
      return this.#refusal('copy-overwrites', mends, inputs.staleLock, each);
    }
    const mount = productMount(this.#scene.doc, this.#run, each, inputs.makes);
    const kept = 'installs into a mount that may be empty when a later step needs it';
    if (mount !== undefined)
      return this.#refusal('cache-needed-later', `${textOf(each)} ${kept}`, { text: mount }, each);
    const setting = this.#namedInSettings(environment);
    if (setting !== undefined) return this.#between(`${setting} names what the COPY brings`, each);
    const placed = this.#putInPlace(each, inputs);
    if (placed) return this.#between(`${shortened(textOf(placed))} puts what the COPY brings in place`, each);
    const named = namedByVariables(environment, this.#moving);
    if (named.searched !== undefined)
      return this.#between(`${named.searched} holds a folder that the COPY fills`, each);
    this.#inputs.push(inputs, { ...EMPTY, reads: named.files });
    for (const path of [...inputs.makes, ...(reachOf(each)?.writes ?? [])]) this.#writes.add(path);
    const frozen = call.ecosystem.readsOnly?.(call.call, inputs.reads) === true;
    this.#rewritesLock ||= inputs.reads.length > 0 && !frozen;
    this.#installs = true;
    this.#downloads ||= call.call.kind === 'install';
    this.#commands.push(textOf(each));
    this.#last = each.command.index;
    return undefined;
  }

  /** A list or settings file that an earlier step wrote: `deb file:/app/repo ./`. */
  #namedInSettings(environment: Environment): string | undefined {
    const { stage } = this.#scene;
    const found = namedInSettings(stage, this.#run, environment).find(({ path }) =>
      this.#moving.some((entries) => entries.touchedBy([path]) !== undefined),
    );
    return found && shortened(found.text);
  }

  #putInPlace(each: RunCommand, inputs: InstallInputs): RunCommand | undefined {
    const until = this.#run.run.index;
    const runs = this.#scene.stage.runs.filter(({ run }) => run.index <= until);
    return putInPlace(runs, each, inputs, this.#moving, this.#files);
  }

  /** `cd web` needs the folder: a manifest in it has to come first. */
  #missingFolder({ manifests }: Needs, last: number): Obstacle | undefined {
    const entered = this.#entered.find(
      ({ folder, each }) =>
        each.command.index <= last && !manifests.some(({ image }) => isWithin(image, folder)),
    );
    return (
      entered && this.#between(`${textOf(entered.each)} needs a folder that the COPY makes`, entered.each)
    );
  }

  #plain(each: RunCommand): Obstacle | undefined {
    const reach = reachOf(each);
    const name = shortened(textOf(each));
    if (reach === undefined) return this.#between(`it is not known what ${name} reads`, each);
    const read: string[] = [];
    for (const entries of this.#moving) {
      const written = entries.touchedBy(reach.writes);
      if (written !== undefined) return this.#between(`${name} writes ${written}`, each);
      for (const path of reach.reads) {
        const hit = entries.touchedBy([path]);
        // A single file can come first like a manifest.
        if (hit !== undefined && entries.sourceOf(path) === undefined)
          return this.#between(`${name} reads ${hit}`, each);
        if (hit !== undefined) read.push(path);
      }
      for (const folder of reach.folders)
        if (entries.touchedBy([folder]) !== undefined) this.#entered.push({ folder, each });
    }
    if (read.length > 0) this.#inputs.push({ ...EMPTY, reads: read });
    for (const path of reach.writes) this.#writes.add(path);
    const accounts = changesAccounts(each, this.#moving);
    if (accounts) this.#accountWall ??= this.#between(`${name} changes an account that --chown names`, each);
    if (this.#last !== undefined && cleansUp(each)) this.#last = each.command.index;
    return undefined;
  }

  #undividable(each: RunCommand): Obstacle {
    const reason = `the RUN cannot be cut in two: ${shortened(textOf(each))} takes away what the install left, which a layer of its own would keep`;
    return { code: 'undividable', reason, evidence: this.#quote(textOf(each), each) };
  }

  #refusal(code: SkipCode, reason: string, because: InputEvidence, each: RunCommand): Obstacle {
    const origin = because.file === undefined ? undefined : this.#files.origin(because.file);
    if (origin === undefined) return { code, reason, evidence: this.#quote(because.text, each) };
    const key = because.key === undefined ? {} : { key: because.key };
    return { code, reason, evidence: { path: origin.path, ...key, text: because.text } };
  }

  #between(reason: string, each: RunCommand): Obstacle {
    return { code: 'step-between', reason, evidence: this.#quote(textOf(each), each) };
  }

  #quote(text: string, { command }: RunCommand): Evidence {
    const { body } = this.#run;
    const span = isRead(body) && body.editable ? body.script.source.span(command.span) : this.#run.run.span;
    return { path: this.#scene.path, span, text: text.slice(0, 200) };
  }
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);

const obstacleAt = ({ path }: SplitScene, run: RunFacts, code: SkipCode, reason: string): Obstacle => ({
  code,
  reason,
  evidence: { path, span: run.run.span, text: run.run.original.slice(0, 200) },
});
