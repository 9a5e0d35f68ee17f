import { didYouMean } from './nearest.js';
import type { Json } from './json-text.js';

/** What a setting may be: enough to check it, to say what is wrong, and to write a JSON schema of it. */
export type Shape =
  | { readonly kind: 'boolean' | 'string' | 'strings' | 'options'; readonly about: string }
  | { readonly kind: 'switch'; readonly about: string; readonly keys: Readonly<Record<string, Shape>> }
  | { readonly kind: 'choice'; readonly about: string; readonly of: readonly string[] }
  | {
      readonly kind: 'object';
      readonly about: string;
      readonly keys: Readonly<Record<string, Shape>>;
      /** What a key is called in messages; `key` unless said. */
      readonly noun?: string;
    }
  | { readonly kind: 'list'; readonly about: string; readonly of: Shape }
  | {
      readonly kind: 'map';
      readonly about: string;
      readonly of: Shape;
      /** What a key names, e.g. `transform`; and the names there are, when they are known. */
      readonly noun: string;
      readonly known?: readonly string[];
    };

/** One wrong key or value. */
export interface Problem {
  readonly path: readonly string[];
  /** Whether the key is wrong, or its value. */
  readonly at: 'key' | 'value';
  readonly message: string;
}

/** Everything that is wrong with a value, in the order of the file. Shapes nest a few levels, so this may recurse. */
export function problemsOf(value: Json, shape: Shape, path: readonly string[] = []): Problem[] {
  const wrong = (message: string): Problem[] => [
    { path, at: 'value', message: `${nameOf(path)}: ${message}` },
  ];
  switch (shape.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? [] : wrong('true or false expected');
    case 'string':
      return typeof value === 'string' ? [] : wrong('a string expected');
    case 'switch':
      if (isObject(value)) return keyProblems(value, { ...shape, kind: 'object', noun: 'option' }, path);
      return typeof value === 'boolean' ? [] : wrong('true, false or an object of options expected');
    case 'options':
      return isObject(value) ? [] : wrong('an object of options expected');
    case 'strings':
      return Array.isArray(value) && value.every((item) => typeof item === 'string')
        ? []
        : wrong('a list of strings expected');
    case 'choice':
      if (typeof value === 'string' && shape.of.includes(value)) return [];
      return wrong(
        `one of ${shape.of.join(', ')} expected.${typeof value === 'string' ? didYouMean(value, shape.of) : ''}`.replace(
          /\.$/,
          '',
        ),
      );
    case 'list':
      if (!Array.isArray(value)) return wrong('a list expected');
      return value.flatMap((item: Json, at) => problemsOf(item, shape.of, [...path, String(at)]));
    default:
      return isObject(value) ? keyProblems(value, shape, path) : wrong('an object expected');
  }
}

function keyProblems(
  value: { readonly [key: string]: Json },
  shape: Extract<Shape, { kind: 'object' | 'map' }>,
  path: readonly string[],
): Problem[] {
  const known = shape.kind === 'object' ? Object.keys(shape.keys) : shape.known;
  const noun = shape.noun ?? 'key';
  return Object.entries(value).flatMap(([key, item]) => {
    const here = [...path, key];
    if (known?.includes(key) === false) {
      return [
        {
          path: here,
          at: 'key' as const,
          message: `${nameOf(here)}: unknown ${noun}.${didYouMean(key, known)}`.replace(/\.$/, ''),
        },
      ];
    }
    const inner = shape.kind === 'object' ? shape.keys[key] : shape.of;
    return inner === undefined ? [] : problemsOf(item, inner, here);
  });
}

/** The shape as JSON Schema (draft-07, which editors read). */
export function toJsonSchema(shape: Shape): Record<string, unknown> {
  const description = shape.about;
  switch (shape.kind) {
    case 'boolean':
    case 'string':
      return { description, type: shape.kind };
    case 'switch':
      return {
        description,
        type: ['boolean', 'object'],
        properties: mapValues(shape.keys, toJsonSchema),
        additionalProperties: false,
      };
    case 'options':
      return { description, type: 'object' };
    case 'strings':
      return { description, type: 'array', items: { type: 'string' } };
    case 'choice':
      return { description, enum: shape.of };
    case 'list':
      return { description, type: 'array', items: toJsonSchema(shape.of) };
    case 'object':
      return {
        description,
        type: 'object',
        properties: mapValues(shape.keys, toJsonSchema),
        additionalProperties: false,
      };
    default:
      return shape.known === undefined
        ? { description, type: 'object', additionalProperties: toJsonSchema(shape.of) }
        : {
            description,
            type: 'object',
            properties: Object.fromEntries(shape.known.map((key) => [key, toJsonSchema(shape.of)])),
            additionalProperties: false,
          };
  }
}

function mapValues<T, U>(record: Readonly<Record<string, T>>, fn: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, fn(value)]));
}

export function isObject(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf(path: readonly string[]): string {
  return path.length === 0 ? 'the config' : path.join('.');
}
