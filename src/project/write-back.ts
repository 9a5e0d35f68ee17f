import { join } from 'node:path';
import type { Judged } from '../engine/shared-files.js';
import type { FileReport } from '../types.js';
import { errorReport, failedReport } from './file-reports.js';
import { applied } from './relocate.js';
import type { Project } from './snapshot.js';
import { writeFileAtomically } from './write.js';
import { writeTogether, type PendingDockerfile, type PendingFile } from './write-together.js';

/** A Dockerfile that was rewritten and is to be written. */
interface Rewritten {
  /** Absolute. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly after: Uint8Array;
  readonly project: Project;
  readonly judged: Judged;
  /** With paths relative to the working directory. */
  readonly report: FileReport;
}

/** Writes what stands alone at once, and what hangs together with other files when all are known. */
export class WriteBack {
  readonly #cwd: string;
  readonly #waiting: PendingDockerfile[] = [];

  constructor(cwd: string) {
    this.#cwd = cwd;
  }

  /** The report; preliminary for what waits. Throws a DfmodError when the file cannot be written. */
  write({ path, bytes, after, project, judged, report }: Rewritten): FileReport {
    const absolute = (file: string): string => join(project.root, file);
    const { others } = judged.report;
    if (report.status !== 'changed' && others.length === 0) return report;
    if (judged.needs.size > 0) {
      this.#waiting.push({
        path,
        name: report.path,
        before: bytes,
        after: report.status === 'changed' ? after : bytes,
        needs: new Set([...judged.needs].map(absolute)),
        edits: new Set(others.map((other) => absolute(other.path))),
      });
      return report;
    }
    writeFileAtomically(path, bytes, after);
    return applied(report);
  }

  /** Writes what waits, and gives the last word on each file. */
  finish(
    reports: readonly FileReport[],
    others: readonly { readonly path: string; readonly report: FileReport }[],
  ): readonly FileReport[] {
    const shared = others.map(({ path, report }): PendingFile => ({
      path,
      name: report.path,
      before: report.companion?.created === true ? undefined : Buffer.from(report.before),
      after: Buffer.from(report.after),
    }));
    const failures = writeTogether(shared, this.#waiting);
    const waited = new Set(this.#waiting.map(({ path }) => path));
    const final = (report: FileReport, path: string): FileReport => {
      const failure = failures.get(path);
      return failure === undefined
        ? applied(report)
        : { ...failedReport(report.path, report.before, errorReport(failure)), ...companionOf(report) };
    };
    return [
      ...reports.map((report) => {
        const path = join(this.#cwd, report.path);
        return waited.has(path) ? final(report, path) : report;
      }),
      ...others.map(({ path, report }) => final(report, path)),
    ];
  }
}

const companionOf = ({ companion }: FileReport): Pick<FileReport, 'companion'> =>
  companion === undefined ? {} : { companion };
