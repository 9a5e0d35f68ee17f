import { alignRows } from './columns.js';
import type { Paint } from './paint.js';

/** What is said of one id, as far as it is printed. */
export interface ExplanationView {
  readonly id: string;
  readonly title: string;
  readonly sections: readonly { readonly heading: string; readonly text: string }[];
  readonly docs: readonly string[];
  /** Linter rules about the same matter. */
  readonly rules: readonly string[];
  readonly examples: readonly ExampleView[];
}

export interface ExampleView {
  readonly title: string;
  /** Empty when nothing changes. */
  readonly patch: string;
  readonly dockerfile: string;
  readonly skips: readonly string[];
}

/** One line of `dfmod list`. */
export interface EntryView {
  readonly id: string;
  readonly kind: 'transform' | 'ecosystem';
  readonly summary: string;
  readonly safety?: string;
}

const WIDTH = 100;

/** A page on one id: headings to the left, their text beside them. */
export function explanationText(explanation: ExplanationView, paint: Paint): string {
  const rows = [
    ...explanation.sections,
    ...(explanation.rules.length === 0 ? [] : [{ heading: 'Rules', text: explanation.rules.join(', ') }]),
    ...explanation.docs.map((url, at) => ({ heading: at === 0 ? 'Docs' : '', text: url })),
  ];
  const gutter = Math.max(0, ...rows.map(({ heading }) => heading.length)) + 2;
  const body = rows.map(({ heading, text }) => {
    const [first = '', ...others] = text.split('\n').flatMap((line) => wrap(line, WIDTH - gutter));
    const label = paint('bold', heading) + ' '.repeat(gutter - heading.length);
    return [`${label}${first}`, ...others.map((line) => `${' '.repeat(gutter)}${line}`)]
      .map((line) => line.trimEnd())
      .join('\n');
  });
  const examples = explanation.examples.map((example) => `\n${exampleText(example, paint)}`);
  return `${paint('bold', explanation.id)}: ${explanation.title}\n\n${body.join('\n')}\n${examples.join('')}`;
}

/** The lines of the patch below its file names, or the file that is left with the reasons; other files by their names. */
function exampleText({ title, patch, dockerfile, skips }: ExampleView, paint: Paint): string {
  const hunks = patch.split('\n').flatMap((line) => {
    const name = line.startsWith('+++ b/') ? line.slice('+++ b/'.length) : 'Dockerfile';
    if (name !== 'Dockerfile') return [` ${name}:`];
    return /^(?:---|\+\+\+|@@|\\)/.test(line) ? [] : [line];
  });
  const lines = (patch === '' ? dockerfile.split('\n').map((line) => ` ${line}`) : hunks).filter(
    (line) => line.trim() !== '',
  );
  const left = skips.length === 0 ? '' : `  left alone: ${[...new Set(skips)].join(', ')}\n`;
  return `${paint('bold', title)}\n${lines.map((line) => `  ${line}\n`).join('')}${left}`;
}

/** Transforms in running order, then ecosystems, one a line. */
export function entryList(entries: readonly EntryView[], paint: Paint): string {
  const group = (kind: EntryView['kind'], heading: string): string => {
    const rows = entries
      .filter((entry) => entry.kind === kind)
      .map(({ id, safety, summary }) => [`  ${id}`, safety ?? '', summary]);
    return rows.length === 0
      ? ''
      : `${paint('bold', heading)}\n${alignRows(
          ['left', 'left', 'left'],
          rows.map((row) => row.filter((cell, at) => at !== 1 || kind === 'transform' || cell !== '')),
        )}`;
  };
  return [group('transform', 'Transforms'), group('ecosystem', 'Ecosystems')]
    .filter((text) => text !== '')
    .join('\n');
}

/** A text in lines of at most `width`; what has no blanks, and what starts with one (an example), is kept whole. */
function wrap(text: string, width: number): string[] {
  if (text.length <= width || /^\s/.test(text)) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
