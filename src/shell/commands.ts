import type { Command, Redirection } from 'unbash';
import type { Span } from '../types.js';
import type { ShellAssignment, ShellRedirect, ShellWord } from './script.js';
import { placeIn, readAssignment, readAssignmentWord, readWord, type Region } from './words.js';

/** A simple command as it stands, before anything is said about when it runs. */
export interface ReadCommand {
  readonly span: Span;
  readonly words: readonly ShellWord[];
  readonly assignments: readonly ShellAssignment[];
  /** `NAME=value` arguments, which export, local and their like take for assignments. */
  readonly declared: readonly ShellAssignment[];
  readonly redirects: readonly Redirection[];
}

export function readCommand(node: Command, region: Region): ReadCommand {
  const words = node.name === undefined ? [] : [readWord(node.name, region)];
  const assignments: ShellAssignment[] = [];
  const declared: ShellAssignment[] = [];
  for (const each of node.prefix)
    if (each.type === 'Assignment') assignments.push(readAssignment(each, region));
  for (const each of node.suffix) {
    if (each.type === 'Word') words.push(readWord(each, region));
    if (each.type !== 'Assignment') continue;
    words.push(readAssignmentWord(each, region));
    declared.push(readAssignment(each, region));
  }
  return { span: placeIn(region, node), words, assignments, declared, redirects: node.redirects };
}

export function readRedirects(
  redirects: readonly Redirection[],
  region: Region,
  around: boolean,
): ShellRedirect[] {
  return redirects.map((each) => ({
    operator: each.operator,
    target: each.type === 'Redirect' && each.target !== undefined ? readWord(each.target, region) : undefined,
    around,
  }));
}

/** An exit status as written; the shell keeps its lowest byte. */
export function isFailure(status: string): boolean {
  return /^\d{1,6}$/.test(status) && Number(status) % 256 !== 0;
}
