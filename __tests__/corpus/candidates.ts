import { parseDockerfile } from '../../src/dockerfile/parse.js';
import type { Instruction } from '../../src/dockerfile/document.js';
import type { FileReport } from '../../src/types.js';

/**
 * A crude count that knows nothing of the recogniser it judges: a RUN whose text names a manager and, before the command ends,
 * an install. It takes words in quotes and file names for commands; what it finds and dfmod does not is listed, to be looked at.
 */
const CRUDE: Readonly<Record<string, RegExp>> = {
  apt: /(?<![\w./-])(?:apt|apt-get|aptitude)\s[^&|;\n]*?\b(?:install|upgrade|dist-upgrade|build-dep)\b/,
  npm: /(?<![\w./-])npm\s[^&|;\n]*?(?<![\w/@.-])(?:ci|install|i|add)(?![\w/.:-])/,
  bun: /(?<![\w./-])bun\s(?:-\S+\s)*(?:install|i|add|ci|update)(?![\w/.:-])/,
  pip: /(?<![\w-])pip(?:\d[\d.]*)?\s[^&|;\n]*?\b(?:install|wheel|download)\b/,
  pnpm: /(?<![\w./-])pnpm\s[^&|;\n]*?(?<![\w/@.-])(?:install|i|add|fetch|ci|update|deploy)(?![\w/.:-])/,
  yarn: /(?:^|[&|;(]\s*|\b(?:then|do|corepack|npx)\s+|\w=\S+\s+)yarn(?:\s+-[^&|;]*|\s[^&|;]*?(?<![\w/@.-])(?:install|add|upgrade|focus)(?![\w/.:-])[^&|;]*|\s*)(?=$|[&|;])/,
};

/** As a change's title calls them, where that is another name. */
const TITLES: Readonly<Record<string, string>> = { bun: 'Bun', yarn: 'Yarn 1|Yarn 2 and later' };

export interface Candidate {
  readonly manager: string;
  readonly line: number;
  readonly text: string;
  /** `safe`, `unsafe`, `mounted` (a cache mount was there), `skip: <code>`, or `unseen`. */
  readonly outcome: string;
}

const hasCacheMount = ({ flags }: Instruction): boolean =>
  flags.some(({ name, value }) => name === 'mount' && value?.includes('type=cache') === true);

export function candidatesOf(report: FileReport): Candidate[] {
  const found: Candidate[] = [];
  for (const run of parseDockerfile(report.before, { latin1: true }).instructions) {
    if (run.keyword !== 'RUN') continue;
    const text =
      `${run.json?.join(' ') ?? run.body.text}\n${run.heredocs.map(({ body }) => report.before.slice(body.start, body.end)).join('\n')}`.replaceAll(
        /\s+/g,
        ' ',
      );
    for (const [manager, crude] of Object.entries(CRUDE)) {
      if (crude.test(text))
        found.push({ manager, line: run.startLine, text, outcome: outcomeOf(report, run, manager) });
    }
  }
  return found;
}

function outcomeOf(report: FileReport, run: Instruction, manager: string): string {
  const here = ({ range }: { range: { start: { offset: number } } }) => range.start.offset === run.span.start;
  const change = report.changes.find(
    (each) =>
      each.transform === 'cache-mounts' &&
      here(each) &&
      new RegExp(`\\b(?:${TITLES[manager] ?? manager}) (?:keeps|uses)`).test(each.title),
  );
  if (change) return change.safety;
  const skips = report.skips.filter((each) => each.transform === 'cache-mounts' && here(each));
  if (skips.length > 0) return `skip: ${[...new Set(skips.map(({ code }) => code))].sort().join(' ')}`;
  return hasCacheMount(run) ? 'mounted' : 'unseen';
}
