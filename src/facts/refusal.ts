import type { SkipCode, Span } from '../types.js';

/** Why a cache is not mounted, with what decides it. */
export interface Refusal {
  readonly code: SkipCode;
  readonly reason: string;
  readonly span: Span;
  readonly text: string;
}
