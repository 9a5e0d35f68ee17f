import { posix } from 'node:path';
import { PROJECT_ROOT } from './project-paths.js';

const OWN_PATH = /["']?\$(?:0|\{0\}|BASH_SOURCE|\{BASH_SOURCE(?:\[0\])?(?::-\$0)?\})["']?/.source;
const REAL_PATH = new RegExp(`\\$\\((?:readlink -[ef]|realpath) ${OWN_PATH}\\)`, 'g');
const OWN_FOLDER = new RegExp(
  `\\$\\( ?dirname (?:-- )?${OWN_PATH} ?\\)|\`dirname ${OWN_PATH}\`|\\$\\{(?:0|BASH_SOURCE(?:\\[0\\])?)%/\\*\\}`,
  'g',
);
const KNOWN = `"?(${PROJECT_ROOT}[\\w./-]*)"?`;
const ENTERED = new RegExp(
  `\\$\\( ?(?:cd (?:-P |-- )?${KNOWN} ?(?:>/dev/null (?:2>&1 )?)?(?:&&|;) ?pwd(?: -P)? ?|(?:readlink -[efm]|realpath) ${KNOWN})\\)`,
  'g',
);
const TOP_LEVEL = /\$\(git rev-parse --show-toplevel\)|`git rev-parse --show-toplevel`/g;
const HERE = /\$\(pwd\)|`pwd`|\$\{PWD\}|\$PWD\b/g;

/**
 * Writes out what a script asks for most often: its own folder (`$(dirname "$0")`), the repository's root, where it is, and its
 * variables that are set once to plain text. Lines stay where they are.
 */
export function writeOutScript(text: string, folder: string): string {
  const own = folder === '' ? PROJECT_ROOT : `${PROJECT_ROOT}/${folder}`;
  let script = text
    .replace(REAL_PATH, () => '$0')
    .replace(OWN_FOLDER, () => own)
    .replace(TOP_LEVEL, () => PROJECT_ROOT)
    .replace(HERE, () => '.');
  // Folders are often found in steps: `HERE=$(cd …; pwd)`, `ROOT=$(cd "$HERE/.."; pwd)`.
  for (let round = 0; round < 3; round++) {
    const before = script;
    script = script.replace(ENTERED, (_, entered?: string, real?: string) => {
      return posix.normalize(entered ?? real ?? '');
    });
    script = substitute(script, constantsOf(script));
    if (script === before) break;
  }
  return script;
}

const ASSIGNMENT = /^[ \t]*(?:(?:export|readonly|local|declare(?: -r)?) )?([A-Za-z_]\w*)=(.*)$/gm;
const PLAIN_VALUE = /^(?:"([\w./:@-]*)"|'([\w./:@-]*)'|([\w./:@-]*))[ \t]*(?:;.*)?$/;

/** Variables that are assigned once, on a line of their own, to text without expansions. */
function constantsOf(script: string): Map<string, string> {
  const constants = new Map<string, string>();
  const seen = new Set<string>();
  for (const [, name = '', value = ''] of script.matchAll(ASSIGNMENT)) {
    const plain = PLAIN_VALUE.exec(value);
    const text = plain?.[1] ?? plain?.[2] ?? plain?.[3];
    if (text === undefined || seen.has(name)) constants.delete(name);
    else constants.set(name, text);
    seen.add(name);
  }
  return constants;
}

/** Replaces `$NAME` and `${NAME}` by the values that are known; `$$` and escaped dollars stay. */
export function substitute(text: string, values: ReadonlyMap<string, string>): string {
  if (values.size === 0) return text;
  return text.replace(/\\\$|\$\$|\$(?:\{(\w+)\}|(\w+))/g, (whole, braced?: string, plain?: string) => {
    return values.get(braced ?? plain ?? '') ?? whole;
  });
}
