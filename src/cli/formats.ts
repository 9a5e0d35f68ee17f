import { DfmodError } from '../errors.js';
import { didYouMean } from '../project/nearest.js';

export const FORMATS = ['diff', 'list', 'summary', 'json'] as const;
export type FormatName = (typeof FORMATS)[number];

/** One `--format name[=file]`. */
export interface Format {
  readonly name: FormatName;
  /** Undefined: standard output. */
  readonly file: string | undefined;
}

/** Throws a DfmodError for an unknown name, and when two would mix on standard output. */
export function parseFormats(values: readonly string[], fallback: FormatName): readonly Format[] {
  const formats = values.map((value): Format => {
    const cut = value.indexOf('=');
    const word = cut < 0 ? value : value.slice(0, cut);
    const name = FORMATS.find((known) => known === word);
    if (name === undefined) {
      throw new DfmodError(
        'usage',
        `unknown format "${word}": ${FORMATS.join(', ')}.${didYouMean(word, FORMATS)}`,
      );
    }
    const file = cut < 0 ? undefined : value.slice(cut + 1);
    if (file === '') throw new DfmodError('usage', `--format ${value} names no file`);
    return { name, file };
  });
  if (formats.filter((format) => format.file === undefined).length > 1) {
    throw new DfmodError(
      'usage',
      'only one format can go to standard output; give the others a file: --format json=dfmod.json',
    );
  }
  return formats.length === 0 ? [{ name: fallback, file: undefined }] : formats;
}
