import type { ImageReport, RebuildReport, RebuildRun, VerifyReport } from '../verify-types.js';
import { alignColumns } from './columns.js';
import type { Paint } from './paint.js';

const SHOWN = 8;

/** What verify found, for people: a block for each image, with its rebuilds as a table. */
export function verifyText(report: VerifyReport, paint: Paint, verbose: boolean): string {
  const limit = verbose ? Infinity : SHOWN;
  const blocks = report.images.map((image) => imageBlock(image, paint, limit));
  const left = report.left.map(
    ({ dockerfile, reason, failed }) => `${paint(failed ? 'red' : 'dim', dockerfile)}  ${reason}\n`,
  );
  return [...blocks, ...left].join('\n');
}

function imageBlock(image: ImageReport, paint: Paint, limit: number): string {
  const { dockerfile, context, target, args } = image;
  const told = [
    `context ${context === '' ? '.' : context}`,
    ...(target === undefined ? [] : [`target ${target}`]),
    ...Object.entries(args).map(([name, value]) => `${name}=${value}`),
  ];
  return [
    `${paint('bold', dockerfile)}  ${paint('dim', `(${told.join(', ')})`)}\n`,
    verdict(image, paint, limit),
    ...image.byDesign.map(({ title, paths }) => some(`  by design: ${title}`, paths, limit)),
    ...(image.noise.length === 0
      ? []
      : [some('  noise: these differ between two builds of the original too', image.noise, limit)]),
    rebuildTable(image.rebuilds),
    ...image.rebuilds.flatMap((rebuild) => notes(rebuild)),
    ...(image.rebuilds.length > 0 && !image.rebuilds.some(({ edit }) => edit === 'source')
      ? ['  no source file was found to edit: --touch names one\n']
      : []),
  ].join('');
}

function verdict(image: ImageReport, paint: Paint, limit: number): string {
  switch (image.status) {
    case 'same':
      return `  ${paint('green', 'same image')}: ${image.paths} paths and the config compared\n`;
    case 'different': {
      const lines = image.differences.map(
        ({ at, config, what }) => `    ${config === true ? `config ${at}` : `/${at}`}: ${what}\n`,
      );
      const more = lines.length > limit ? `    … ${lines.length - limit} more with -v\n` : '';
      return `  ${paint('red', 'the images differ')}\n${lines.slice(0, limit).join('')}${more}`;
    }
    case 'broken':
      return `  ${paint('red', 'the rewritten Dockerfile does not build; the original does')}\n${indented(image.failure)}`;
    default:
      return `  ${paint('red', 'the original does not build')}\n${indented(image.failure)}`;
  }
}

const indented = (text = ''): string =>
  text
    .trim()
    .split('\n')
    .map((line) => `    ${line}\n`)
    .join('');

function some(title: string, paths: readonly string[], limit: number): string {
  const shown = paths.slice(0, limit === Infinity ? Infinity : 3).map((path) => `/${path}`);
  const more = paths.length > shown.length ? `, … ${paths.length - shown.length} more` : '';
  return `${title}: ${shown.join(', ')}${more}\n`;
}

function rebuildTable(rebuilds: readonly RebuildReport[]): string {
  if (rebuilds.length === 0) return '';
  const rows = rebuilds.map(({ edit, path, before, after }) => [
    `  ${edit === 'nothing' ? 'nothing changed' : `${path ?? ''} edited`}`,
    seconds(before),
    steps(before),
    seconds(after),
    steps(after),
  ]);
  return alignColumns(
    [
      { title: '  rebuild', align: 'left' },
      { title: 'before', align: 'right' },
      { title: 'steps run', align: 'right' },
      { title: 'after', align: 'right' },
      { title: 'steps run', align: 'right' },
    ],
    rows,
  );
}

const seconds = (run: RebuildRun): string =>
  run.seconds === undefined ? 'failed' : `${run.seconds.toFixed(1)} s`;
const steps = ({ ran, cached }: RebuildRun): string => `${ran.length} of ${ran.length + cached.length}`;

/** What ran again, by which one sees what an edit costs. */
function notes({ edit, path = '', before, after }: RebuildReport): string[] {
  const failure = after.failure ?? before.failure;
  if (failure !== undefined)
    return [`  with ${path} edited it does not build: ${failure.trim().split('\n').at(-1) ?? ''}\n`];
  if (edit === 'nothing') return [];
  if (edit === 'source' && before.ran.length === 0)
    return [`  no step uses ${path}: --touch names another file\n`];
  return [`  ${path} edited, before: ${runs(before)}\n  ${path} edited, after:  ${runs(after)}\n`];
}

/** RUN steps without their mounts. */
const runs = ({ ran }: RebuildRun): string =>
  ran
    .filter((step) => step.startsWith('RUN '))
    .map((step) => shorten(step.replace(/^RUN (?:--\S+\s+)*/, '')))
    .join('; ') || 'no RUN';

const shorten = (text: string): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 70 ? `${line.slice(0, 69)}…` : line;
};
