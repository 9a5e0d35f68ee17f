import { transforms } from '../../transforms/index.js';
import { ecosystems } from '../ecosystems/index.js';
import type { Transform } from '../transform-api.js';
import { SKIP_CODES, UNSAFE_CODES } from '../reason-codes.js';

export interface CatalogueEntry {
  readonly id: string;
  readonly kind: 'transform' | 'ecosystem';
  readonly title: string;
  readonly summary: string;
  /** The best that its changes can be; of an ecosystem, whether real builds have shown them. */
  readonly safety?: string;
  /** The heading of Docker's guide; transforms only. */
  readonly heading?: string;
  /** Held by real builds in the project's own suite; ecosystems only. */
  readonly proven?: boolean;
}

/** What `dfmod explain` says of one id. */
export interface Explanation {
  readonly id: string;
  readonly kind: 'transform' | 'ecosystem' | 'skip' | 'unsafe';
  readonly title: string;
  readonly sections: readonly { readonly heading: string; readonly text: string }[];
  readonly docs: readonly string[];
  /** Linter rules that ask for the same or the opposite. */
  readonly rules: readonly string[];
}

/** Every transform in running order, then every ecosystem. */
export function catalogue(): readonly CatalogueEntry[] {
  return [
    ...transforms.map(({ id, title, summary, safety, heading }): CatalogueEntry => ({
      id,
      kind: 'transform',
      title,
      summary,
      safety,
      heading,
    })),
    ...ecosystems.map(({ id, title, summary, proven }): CatalogueEntry => ({
      id,
      kind: 'ecosystem',
      title,
      summary,
      safety: proven ? 'safe' : 'unproven',
      proven,
    })),
  ];
}

/** Every id that `explain` knows, for suggestions and completion; linter rules are found through what they are about. */
export function explainable(): readonly string[] {
  return [
    ...catalogue().map(({ id }) => id),
    ...Object.keys(SKIP_CODES),
    ...Object.keys(UNSAFE_CODES),
    ...new Set(transforms.flatMap(({ rules }) => rules)),
  ];
}

const optionSections = (options: Transform['options'] = {}) =>
  Object.entries(options).map(([name, { summary, values }]) => ({
    heading: `Option ${name}`,
    text: values === undefined ? `${summary}.` : `${summary}: ${values.join(', ')}.`,
  }));

export function explain(id: string): Explanation | undefined {
  const transform = transforms.find((each) => each.id === id || each.rules.includes(id));
  if (transform) {
    const { title, summary, why, risk, docs, rules, options } = transform;
    const sections = [
      { heading: 'What', text: `${summary}.` },
      { heading: 'Why', text: why },
      { heading: 'Risk', text: risk },
      ...optionSections(options),
      {
        heading: 'Turn off',
        text: `In the configuration: "transforms": {"${transform.id}": false}\nIn the file: # dfmod ignore=${transform.id} # reason`,
      },
    ];
    return { id: transform.id, kind: 'transform', title, sections, docs, rules };
  }
  const ecosystem = ecosystems.find((each) => each.id === id);
  if (ecosystem) {
    const sections = [
      { heading: 'What', text: `${ecosystem.summary}.` },
      { heading: 'How', text: ecosystem.explanation },
      ...optionSections(ecosystem.options),
    ];
    return { id, kind: 'ecosystem', title: ecosystem.title, sections, docs: ecosystem.docs, rules: [] };
  }
  const skipCode = Object.entries(SKIP_CODES).find(([code]) => code === id)?.[1];
  const reason = skipCode ?? Object.entries(UNSAFE_CODES).find(([code]) => code === id)?.[1];
  if (reason === undefined) return undefined;
  const sections = [
    { heading: 'Why', text: reason.why },
    { heading: 'What would change it', text: reason.unlock },
  ];
  return { id, kind: skipCode ? 'skip' : 'unsafe', title: reason.summary, sections, docs: [], rules: [] };
}
