import type { Evidence, SkipCode } from '../types.js';

/** Why a rewrite is not made: what a Skip says, before it is known whose. */
export interface Obstacle {
  readonly code: SkipCode;
  readonly reason: string;
  readonly evidence: Evidence;
}

export const isObstacle = (result: object): result is Obstacle => 'code' in result && 'evidence' in result;
