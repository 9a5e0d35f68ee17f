import type { Shape } from './shape.js';

/** The ids that a config may speak of. */
export interface KnownIds {
  /** Each with the options it takes. */
  readonly transforms: Readonly<Record<string, OptionSettings>>;
  readonly ecosystems: Readonly<Record<string, OptionSettings>>;
}

/** The options of one transform or ecosystem; `values` are all there are. */
type OptionSettings = Readonly<
  Record<string, { readonly summary: string; readonly values?: readonly string[] }>
>;

/** What `overrides` may set for some files. */
export interface Settings {
  readonly engine?: 'auto' | 'buildkit' | 'podman' | 'kaniko' | 'legacy';
  readonly unsafe?: boolean;
  readonly transforms?: Readonly<Record<string, unknown>>;
  readonly ecosystems?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly baseImages?: Readonly<
    Record<string, { readonly like?: string; readonly user?: string; readonly home?: string }>
  >;
}

/** A config file's content once it is checked. */
export interface ConfigContent extends Settings {
  readonly $schema?: string;
  readonly root?: boolean;
  readonly ignore?: readonly string[];
  readonly overrides?: readonly (Settings & { readonly files: readonly string[] })[];
}

export const ENGINES = ['auto', 'buildkit', 'podman', 'kaniko', 'legacy'] as const;

/** The shape of a config file, for checking it and for its JSON schema. */
export function configShape(ids: KnownIds): Shape {
  const settings: Record<keyof Settings, Shape> = {
    engine: { kind: 'choice', of: ENGINES, about: 'The engine that builds: what may be written at all.' },
    unsafe: { kind: 'boolean', about: 'Include changes that are marked unsafe.' },
    transforms: {
      kind: 'object',
      noun: 'transform',
      keys: Object.fromEntries(
        Object.entries(ids.transforms).map(([id, options]) => [
          id,
          {
            kind: 'switch',
            keys: optionShapes(options),
            about: 'false turns it off; an object gives it options.',
          },
        ]),
      ),
      about: 'Transforms to turn off, and their options.',
    },
    ecosystems: {
      kind: 'object',
      noun: 'ecosystem',
      keys: Object.fromEntries(
        Object.entries(ids.ecosystems).map(([id, options]) => [
          id,
          { kind: 'object', noun: 'option', keys: optionShapes(options), about: `Options of ${id}.` },
        ]),
      ),
      about: 'Options of package managers.',
    },
    baseImages: {
      kind: 'map',
      noun: 'image',
      about: 'What base images of your own are like, by name or pattern.',
      of: {
        kind: 'object',
        about: 'What the image is known to be.',
        keys: {
          like: { kind: 'string', about: 'The known image that it is made from, e.g. node.' },
          user: { kind: 'string', about: 'The user in effect.' },
          home: { kind: 'string', about: 'The home folder of that user.' },
        },
      },
    },
  };
  return {
    kind: 'object',
    about: 'Settings of dfmod.',
    keys: {
      $schema: { kind: 'string', about: 'For editors.' },
      root: { kind: 'boolean', about: 'Look for no config above this one.' },
      ignore: {
        kind: 'strings',
        about: 'Files to leave alone: patterns as in .gitignore, from the folder of this file.',
      },
      ...settings,
      overrides: {
        kind: 'list',
        about: 'Other settings for some files; the last that matches wins.',
        of: {
          kind: 'object',
          about: 'Settings for the files that match.',
          keys: {
            files: { kind: 'strings', about: 'Patterns as in .gitignore, from the folder of this file.' },
            ...settings,
          },
        },
      },
    },
  };
}

const optionShapes = (options: OptionSettings): Record<string, Shape> =>
  Object.fromEntries(
    Object.entries(options).map(([name, { summary, values }]): [string, Shape] => [
      name,
      values === undefined
        ? { kind: 'string', about: summary }
        : { kind: 'choice', of: values, about: summary },
    ]),
  );
