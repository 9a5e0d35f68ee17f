import type { Io, Sink } from './io.js';

export const COLOUR_CHOICES = ['auto', 'always', 'never'] as const;
export type ColourChoice = (typeof COLOUR_CHOICES)[number];

/** The flag decides, then FORCE_COLOR (https://force-color.org), then NO_COLOR (https://no-color.org), then the terminal. */
export function wantsColour(choice: ColourChoice, env: Io['env'], sink: Sink): boolean {
  if (choice !== 'auto') return choice === 'always';
  const force = env['FORCE_COLOR'];
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  return sink.isTTY && env['TERM'] !== 'dumb';
}
