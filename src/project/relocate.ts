import { join } from 'node:path';
import { UNKNOWN_CONTEXT } from '../types.js';
import type { EvidenceReport, FileReport } from '../types.js';
import { unifiedPatch } from '../text/patch.js';
import { relativePath } from './paths.js';

/** A report whose paths are relative to the project's root, with paths relative to the working directory instead. */
export function relocate(report: FileReport, root: string, cwd: string): FileReport {
  if (root === cwd) return report;
  const shown = (path: string): string => relativePath(cwd, join(root, path)) || '.';
  // What is no folder has a scheme: `docker-image://…`, `target:…`.
  const named = (contexts: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(contexts).map(([name, at]) => [name, at.includes(':') ? at : shown(at)]),
    );
  const evidence = (at: EvidenceReport): EvidenceReport => ({ ...at, path: shown(at.path) });
  return copyOf(report, {
    path: shown(report.path),
    builds: report.builds.map((build) => ({
      ...build,
      context: build.context === UNKNOWN_CONTEXT ? UNKNOWN_CONTEXT : shown(build.context),
      ...(build.contexts === undefined ? {} : { contexts: named(build.contexts) }),
      ...(build.evidence === undefined ? {} : { evidence: shown(build.evidence) }),
    })),
    changes: report.changes.map((change) => ({ ...change, files: change.files.map(shown) })),
    skips: report.skips.map((skip) => ({ ...skip, evidence: evidence(skip.evidence) })),
  });
}

/** The same report once its file is written. */
export function applied(report: FileReport): FileReport {
  return copyOf(report, {
    changes: report.changes.map((change) =>
      change.status === 'pending' ? { ...change, status: 'applied' } : change,
    ),
  });
}

/** The patch is worked out only when a format prints it, so a plain spread would be dear. */
function copyOf(report: FileReport, over: Partial<FileReport>): FileReport {
  const { builds, status, before, after, edits, changes, skips, warnings, error, companion } = report;
  const path = over.path ?? report.path;
  return {
    builds,
    status,
    before,
    after,
    edits,
    changes,
    skips,
    warnings,
    ...(error === undefined ? {} : { error }),
    ...(companion === undefined ? {} : { companion }),
    ...over,
    path,
    get patch() {
      return path === report.path
        ? report.patch
        : unifiedPatch(path, companion?.created === true ? undefined : before, after);
    },
  };
}
