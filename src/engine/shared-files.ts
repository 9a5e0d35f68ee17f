import type { FileTree } from '../context/build-context.js';
import { createOverlayTree } from '../context/overlay-tree.js';
import type { DockerfileReport, FileReport } from '../types.js';
import { joinedReport } from './companions.js';

/** A Dockerfile that was rewritten, and the shared files that it stands or falls with. */
export interface Judged {
  readonly report: DockerfileReport;
  /** Files that its changes edit, and files that earlier changes edited and it was judged by. */
  readonly needs: ReadonlySet<string>;
}

/** What the Dockerfiles of a project share, as those that were rewritten so far have made it: each file is decided once. */
export class SharedFiles {
  /** The project with the newest texts. */
  readonly tree: FileTree;
  readonly #texts = new Map<string, string>();
  readonly #reports = new Map<string, FileReport>();
  readonly #dockerfiles = new Map<string, string>();
  #read = new Set<string>();

  constructor(tree: FileTree) {
    this.tree = createOverlayTree(tree, this.#texts, (path) => this.#read.add(path));
  }

  /** Rewrites one Dockerfile of the project; what it makes of the other files holds for those that come later. */
  judge(rewrite: () => DockerfileReport): Judged {
    this.#read = new Set();
    const rewritten = rewrite();
    const needs = new Set(this.#read);
    const report = withFiles(rewritten, needs);
    for (const other of report.others) {
      const { path } = other;
      const first = this.#reports.get(path);
      this.#reports.set(path, first === undefined ? other : joinedReport(first, other));
      this.#texts.set(path, other.after);
      needs.add(path);
    }
    if (report.status === 'changed') this.#dockerfiles.set(report.path, report.after);
    return { report, needs };
  }

  /** The text that a Dockerfile was given; undefined when it was not changed. */
  newTextOf(dockerfile: string): string | undefined {
    return this.#dockerfiles.get(dockerfile);
  }

  /** One for each file that is no Dockerfile and was changed. */
  get reports(): readonly FileReport[] {
    return [...this.#reports.values()];
  }
}

/** Its changes name the files that it was judged by as well: without them they may be wrong. */
function withFiles(report: DockerfileReport, read: ReadonlySet<string>): DockerfileReport {
  if (read.size === 0 || report.changes.length === 0) return report;
  const changes = report.changes.map((change) => ({
    ...change,
    files: [...new Set([...change.files, ...read])],
  }));
  const { path, builds, status, before, after, edits, skips, warnings, others } = report;
  return {
    path,
    builds,
    status,
    before,
    after,
    edits,
    changes,
    skips,
    warnings,
    others,
    // Worked out only when a format prints it.
    get patch() {
      return report.patch;
    },
  };
}
