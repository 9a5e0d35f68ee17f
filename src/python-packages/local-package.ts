import { linkOnTheWay } from '../language-inputs/copied-links.js';
import { cleanPath } from '../ecosystem-api.js';
import type { Environment, ImageFiles, InputEvidence, InputRefusal } from '../ecosystem-api.js';
import { buildsWithOthers, configuresCommands, hatchBuildsWithOthers } from './build-backend.js';
import { ignoreFiles } from './hatch-ignores.js';
import { runsModule } from './module-values.js';
import { readsBeyond } from './setup-script.js';

export interface LocalPackage {
  readonly reads: readonly string[];
  /** Files that it looks for in vain. */
  readonly absent: readonly string[];
  readonly overwrites: readonly InputEvidence[];
}

const BUILD_FILES = ['pyproject.toml', 'setup.py', 'setup.cfg'];
/** What takes the version from git, whose folder may or may not be sent. */
const FROM_GIT = /setuptools[-_]scm|setuptools[-_]git|hatch[-_]vcs|dynamic[-_]versioning|versioneer|\bpbr\b/;
/** A path that leaves the folder, or a dependency that lies elsewhere on this machine; `file: README.md` is neither. */
const OUTSIDE = /\.\.[/\\'"]|['"]file:|(?:@\s*|\+)file:|\bfile:\/|(?:^|\s)-e\s/;
/** The same at a line's end or in front of a blank, as settings have it, and prose may: `where = ..`. */
const ABOVE = /(?<![\w.])\.\.(?=[\s,:;\])}]|$)/;
const SETTINGS = /\/(?:pyproject\.toml|hatch\.toml|setup\.cfg|MANIFEST\.in)$/;
const BETWEEN = /[\s"'`=,;|()<>{}[\]]+/;
/** Files that a build may take dependencies or the names of files from. */
const LISTS = /(?:\/MANIFEST\.in|\.txt|\.in)$/;

/**
 * What pip reads of a package's folder: all of its files. The project itself cannot be installed before its sources are there.
 *
 * @param folder absolute
 */
export function localPackage(
  folder: string,
  environment: Environment,
  files: ImageFiles,
  because: InputEvidence,
): LocalPackage | InputRefusal {
  if (isProject(folder, environment, files)) {
    return { code: 'installs-project', reason: `it installs the project in ${folder} itself`, because };
  }
  const reads = files.list(folder);
  const builds = BUILD_FILES.map((name) => `${folder}/${name}`).filter((path) => files.kind(path) === 'file');
  if (builds.length === 0)
    return {
      code: 'manifest-missing',
      reason: `no COPY from the build context brings a setup.py or pyproject.toml to ${folder}`,
      because,
    };
  const foreign = reads.find(
    (path) =>
      files.kind(path) !== 'file' ||
      files.origin(path) === undefined ||
      linkOnTheWay(path, files) !== undefined,
  );
  if (foreign !== undefined)
    return { code: 'input-outside', reason: `${foreign} is not a plain file of the build context`, because };
  const mayReadMore = (evidence: InputEvidence): InputRefusal => ({
    code: 'reads-sources',
    reason: `the package in ${folder} may read more than its own folder`,
    because: evidence,
  });
  const hatch = `${folder}/hatch.toml`;
  const texts = files.kind(hatch) === 'file' ? [...builds, hatch] : builds;
  for (const path of [...texts, ...reads.filter((each) => LISTS.test(each))]) {
    const line = beyond(path, environment, files);
    if (line !== undefined) return mayReadMore({ file: path, text: line.trim() });
  }
  const run = runsModule(folder, files);
  if (run !== undefined) return mayReadMore(run);
  const ignores = ignoreFiles(folder, files);
  const prefix = folder.length + 1;
  // A build leaves these in the folder (pip 21.3 and newer), over what the context has there.
  const made = reads.filter((path) =>
    path
      .slice(prefix)
      .split('/')
      .some(
        (part, at, parts) => part.endsWith('.egg-info') || (at === 0 && part === 'build' && parts.length > 1),
      ),
  );
  const overwrites = made.map((file) => ({ file, text: `${because.text} writes ${file}` }));
  return { reads: [...reads, ...ignores.reads], absent: ignores.absent, overwrites };
}

/** The first line of a file of the package by which its build may look outside. */
function beyond(path: string, environment: Environment, files: ImageFiles): string | undefined {
  const text = files.read(path);
  if (text === undefined) return path;
  const script = path.endsWith('/setup.py');
  const settings = SETTINGS.test(path);
  const line = text
    .split('\n')
    .find(
      (each) =>
        FROM_GIT.test(each) ||
        (!script && OUTSIDE.test(each)) ||
        (settings && ABOVE.test(each)) ||
        (!script && namesCopied(each, environment)),
    );
  if (line !== undefined) return line;
  if (script) return readsBeyond(text, environment.mayBeCopied);
  if (path.endsWith('/setup.cfg')) return configuresCommands(text);
  if (path.endsWith('/hatch.toml')) return hatchBuildsWithOthers(text);
  return path.endsWith('/pyproject.toml') ? buildsWithOthers(text) : undefined;
}

/** Whether the line, which is no comment, names an absolute path of the project. */
const namesCopied = (line: string, { mayBeCopied }: Environment): boolean =>
  !/^\s*[#;]/.test(line) &&
  line
    .split(BETWEEN)
    .some(
      (word) =>
        word.startsWith('~/') ||
        (word.startsWith('/') && !word.startsWith('//') && word.length > 1 && mayBeCopied(cleanPath(word))),
    );

/** Whether the command runs in the folder or below it. */
export const standsIn = (folder: string, { workingDirectory }: Environment): boolean =>
  workingDirectory === folder || workingDirectory?.startsWith(folder === '/' ? '/' : `${folder}/`) === true;

/** The folder that the command runs in or one above it, or the root of the build context. */
const isProject = (folder: string, environment: Environment, files: ImageFiles): boolean =>
  standsIn(folder, environment) ||
  BUILD_FILES.some((name) => files.origin(`${folder}/${name}`)?.source === name);
