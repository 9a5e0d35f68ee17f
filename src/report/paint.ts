import { styleText } from 'node:util';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** Puts a style around a text, or gives the text back where there is no colour. */
export type Paint = (style: Style, text: string) => string;

/** Whether to colour is the caller's decision: flag, environment, terminal. */
export function painter(colour: boolean): Paint {
  return colour ? (style, text) => styleText(style, text, { validateStream: false }) : (_style, text) => text;
}
