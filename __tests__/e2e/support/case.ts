import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { Allowance } from './compare.js';

/** What a case's `case.json` says. Parts of instructions are found in the steps' names, as the builder prints them. */
interface CaseFile {
  /** Whether dfmod must change the Dockerfile; absent where both are right. */
  readonly changed?: boolean;
  /** A source file to edit, and what then runs and what must not. */
  readonly touch?: string;
  readonly runsAgain?: readonly string[];
  readonly mustNotRun?: readonly string[];
  /**
   * The base image changes, so that every step runs on the cache mounts of the build before. `insert` goes behind each FROM;
   * `prints` maps a part of an instruction to a pattern in what it prints.
   */
  readonly rerun?: { readonly insert?: string; readonly prints: Readonly<Record<string, string>> };
  /** Where the image may differ besides what promise 1 allows everywhere. */
  readonly allow?: readonly Allowance[];
}

export interface Case extends CaseFile {
  /** A copy of the case's folder to work in. */
  copy(): Workspace;
}

/** A build context on disk that may be written to. */
export interface Workspace {
  readonly folder: string;
  dockerfile(): string;
  /** Runs `dfmod apply --write`. DFMOD_BIN names another program, an installed package's for one. */
  rewrite(): void;
  /** Adds a line that no build has seen before: a repeated one could be answered from an older cache entry. */
  touch(path: string): void;
  changeBase(insert: string | undefined): void;
  remove(): void;
}

const program = process.env['DFMOD_BIN'] ?? resolve(import.meta.dirname, '../../../bin/dfmod.js');

let count = 0;

function token(): string {
  return `touched-${process.pid}-${Date.now()}-${++count}`;
}

export function readCase(source: string): Case {
  const file: CaseFile = JSON.parse(readFileSync(join(source, 'case.json'), 'utf8'));
  return { ...file, copy: () => workspace(source) };
}

function workspace(source: string): Workspace {
  const folder = mkdtempSync(join(tmpdir(), `dfmod-${basename(source)}-`));
  cpSync(source, folder, {
    recursive: true,
    preserveTimestamps: true,
    filter: (path) => basename(path) !== 'case.json',
  });
  const path = join(folder, 'Dockerfile');
  const dockerfile = () => readFileSync(path, 'utf8');
  return {
    folder,
    dockerfile,
    rewrite() {
      execFileSync(process.execPath, [program, 'apply', '--write', 'Dockerfile'], {
        cwd: folder,
        timeout: 60_000,
        stdio: 'pipe',
      });
    },
    touch(file) {
      const comment = /\.[cm]?[jt]s$/.test(file) ? '//' : '#';
      appendFileSync(join(folder, file), `\n${comment} ${token()}\n`);
    },
    changeBase(insert) {
      const lines = [`RUN : ${token()}`, ...(insert === undefined ? [] : [insert])].join('\n');
      writeFileSync(
        path,
        dockerfile().replace(/^FROM .*$/gim, (from) => `${from}\n${lines}`),
      );
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
