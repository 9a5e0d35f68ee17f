import { readHclTemplate, type HclPart } from './hcl-template.js';
import type { HclExpression } from './hcl.js';

/** Values of variables by name; what is not there is not known. */
export type BakeVariables = ReadonlyMap<string, string>;

/** What `for`s, functions and operators would give is not known: undefined. */
export function bakeText(value: HclExpression | undefined, variables: BakeVariables): string | undefined {
  switch (value?.kind) {
    case 'string':
      return joinParts(value.parts, variables);
    case 'literal':
      return value.text === 'null' ? undefined : value.text;
    case 'variable':
      return variables.get(value.name);
    default:
      return undefined;
  }
}

/** The known items of a list. */
export function bakeList(value: HclExpression | undefined, variables: BakeVariables): string[] {
  if (value?.kind !== 'list') return [];
  return value.items.flatMap((item) => bakeText(item, variables) ?? []);
}

/** The known entries of an object. */
export function bakeMap(value: HclExpression | undefined, variables: BakeVariables): Map<string, string> {
  const result = new Map<string, string>();
  if (value?.kind !== 'object') return result;
  for (const [key, entry] of value.entries) {
    const text = bakeText(entry, variables);
    if (text !== undefined) result.set(key, text);
  }
  return result;
}

/** Variables that double each other would fill the memory. */
const LONGEST_TEXT = 10_000;

function joinParts(parts: readonly HclPart[], variables: BakeVariables): string | undefined {
  let text = '';
  for (const part of parts) {
    const piece =
      part.kind === 'text' ? part.text : part.kind === 'variable' ? variables.get(part.name) : undefined;
    if (piece === undefined || text.length > LONGEST_TEXT) return undefined;
    text += piece;
  }
  return text;
}

/** JSON nests no deeper than this in a bake file. */
const DEEPEST = 20;

/** A JSON value as the expression it stands for: its strings are templates too. Without spans. */
export function expressionOfJson(value: unknown, depth = 0): HclExpression {
  const span = { start: 0, end: 0 };
  if (typeof value === 'string') return { kind: 'string', span, parts: readHclTemplate(value, false) };
  if (typeof value === 'object' && value !== null && depth < DEEPEST) {
    if (Array.isArray(value)) {
      return { kind: 'list', span, items: value.map((item: unknown) => expressionOfJson(item, depth + 1)) };
    }
    const entries = Object.entries(value).map(([key, entry]): [string, HclExpression] => {
      return [key, expressionOfJson(entry, depth + 1)];
    });
    return { kind: 'object', span, entries };
  }
  return { kind: 'literal', span, text: String(value) };
}
