import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';

/** What runs again after a change of the context; parts of instructions are found in the steps' names, as the builder prints them. */
export interface Rebuild {
  readonly runsAgain?: readonly string[];
  readonly mustNotRun?: readonly string[];
  /** What files of the image then hold, by path without a leading slash. */
  readonly holds?: Readonly<Record<string, string>>;
}

/** What a case's `case.json` says. */
interface CaseFile extends Rebuild {
  /** Whether dfmod must change the Dockerfile; absent where both are right. */
  readonly changed?: boolean;
  /** Transforms to run alone. */
  readonly only?: readonly string[];
  /** Reason codes that dfmod must give. */
  readonly skips?: readonly string[];
  /** Relative to the case's folder; default: `Dockerfile`, built with the folder itself. */
  readonly builds?: readonly BuildCase[];
  readonly engine?: 'buildah';
  /** Stages that bring tools which many cases have in common; they are not built anew. */
  readonly keep?: readonly string[];
  /** A source file to edit: `runsAgain` and `mustNotRun` are about it, and `marker` is the image's file that then has the edit. */
  readonly touch?: string;
  readonly marker?: string;
  /** A newer dependency: the files in the case's folder `bump` replace those of the same name; `{{token}}` becomes a new word. */
  readonly bump?: Rebuild;
  /** Texts of files that a developer's machine has in the context and a checkout has not, by path. */
  readonly hostFiles?: Readonly<Record<string, string>>;
  /** Paths that the rewritten image must not have, without a leading slash. */
  readonly absent?: readonly string[];
  /**
   * The base image changes, so that every step runs on the cache mounts of the build before. `insert` goes behind each FROM;
   * `prints` maps a part of an instruction to a pattern in what it prints.
   */
  readonly rerun?: { readonly insert?: string; readonly prints: Readonly<Record<string, string>> };
  /** Where the image may differ besides what promise 1 allows everywhere. */
  readonly allow?: readonly { readonly title: string; readonly paths: readonly string[] }[];
}

export interface BuildCase {
  readonly dockerfile: string;
  readonly context: string;
}

export interface Case extends CaseFile {
  readonly builds: readonly BuildCase[];
  /** A copy of the case's folder to work in, as a clean checkout has it. */
  copy(): Workspace;
}

/** A project on disk that may be written to. */
export interface Workspace {
  readonly folder: string;
  /** The texts of the Dockerfiles and of the ignore files that are there, by path. */
  texts(): Readonly<Record<string, string>>;
  /** Brings what a developer's machine has and a checkout has not. */
  addHostFiles(): void;
  /** Runs `dfmod apply --write`; gives the reason codes. DFMOD_BIN names another program, an installed package's for one. */
  rewrite(): readonly string[];
  /** Adds a line that no build has seen before, and gives it: a repeated one could be answered from an older cache entry. */
  touch(path: string): string;
  bump(): void;
  changeBase(insert: string | undefined): void;
  remove(): void;
}

const program = process.env['DFMOD_BIN'] ?? resolve(import.meta.dirname, '../../../bin/dfmod.js');

/** Parts of a case's folder that are not the project itself. */
const APART = new Set(['case.json', 'bump']);

let count = 0;

function token(): string {
  return `touched-${process.pid}-${Date.now()}-${++count}`;
}

export function readCase(source: string): Case {
  const file: CaseFile = JSON.parse(readFileSync(join(source, 'case.json'), 'utf8'));
  const builds = file.builds ?? [{ dockerfile: 'Dockerfile', context: '.' }];
  return { ...file, builds, copy: () => workspace(source, builds, file) };
}

function workspace(source: string, builds: readonly BuildCase[], file: CaseFile): Workspace {
  const folder = mkdtempSync(join(tmpdir(), `dfmod-${basename(source)}-`));
  // With the time of now: BuildKit takes a file of the same size and time for the same file.
  const bring = (part: string) => cpSync(join(source, part), folder, { recursive: true });
  cpSync(source, folder, {
    recursive: true,
    preserveTimestamps: true,
    filter: (path) => !APART.has(relative(source, path)),
  });
  const dockerfiles = [...new Set(builds.map(({ dockerfile }) => dockerfile))];
  const ignoreFiles = [
    ...new Set(builds.map(({ context }) => join(context, '.dockerignore'))),
    ...dockerfiles.map((path) => `${path}.dockerignore`),
  ];
  return {
    folder,
    texts: () =>
      Object.fromEntries(
        [...dockerfiles, ...ignoreFiles]
          .filter((path) => existsSync(join(folder, path)))
          .map((path) => [path, readFileSync(join(folder, path), 'utf8')]),
      ),
    addHostFiles() {
      for (const [path, text] of Object.entries(file.hostFiles ?? {})) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
    },
    rewrite() {
      const options = ['--write', '--format', 'json', ...(file.only?.flatMap((id) => ['--only', id]) ?? [])];
      const report: { files: { skips: { code: string }[] }[] } = JSON.parse(
        execFileSync(process.execPath, [program, 'apply', ...options, ...dockerfiles], {
          cwd: folder,
          timeout: 60_000,
          encoding: 'utf8',
          stdio: 'pipe',
        }),
      );
      return report.files.flatMap(({ skips }) => skips.map(({ code }) => code));
    },
    touch(edited) {
      const line = `${/\.(?:[cm]?[jt]s|go|rs|java|kts?|cs|dart|swift|scala)$/.test(edited) ? '//' : '#'} ${token()}`;
      appendFileSync(join(folder, edited), `\n${line}\n`);
      return line;
    },
    bump() {
      bring('bump');
      for (const name of readdirSync(join(source, 'bump'), { recursive: true, encoding: 'utf8' })) {
        const path = join(folder, name);
        if (statSync(path).isFile())
          writeFileSync(path, readFileSync(path, 'utf8').replaceAll('{{token}}', token()));
      }
    },
    changeBase(insert) {
      const lines = [`RUN : ${token()}`, ...(insert === undefined ? [] : [insert])].join('\n');
      for (const path of dockerfiles.map((name) => join(folder, name)))
        writeFileSync(
          path,
          readFileSync(path, 'utf8').replace(/^FROM .*$/gim, (from) => `${from}\n${lines}`),
        );
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
