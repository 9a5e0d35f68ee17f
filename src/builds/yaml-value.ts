import { isAlias, isMap, isScalar, isSeq, parseAllDocuments, visit, type Node } from 'yaml';
import type { Span } from '../types.js';

/** Reads all documents of a YAML file. Throws an `Error` that names the first mistake. */
export function readYaml(text: string): YamlValue[] {
  const documents = parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: false });
  if (!Array.isArray(documents)) return [];
  return documents.map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    const anchors: Anchor[] = [];
    visit(document, {
      Node: (_, node) => {
        if (!isAlias(node) && node.anchor !== undefined) anchors.push({ name: node.anchor, node });
      },
    });
    return new YamlValue(document.contents ?? undefined, anchors);
  });
}

interface Anchor {
  readonly name: string;
  readonly node: Node;
}

/** A value of a YAML file with its place, aliases and merge keys (`<<`) resolved. What is not there is undefined throughout. */
export class YamlValue {
  readonly #node: Node | undefined;
  readonly #anchors: readonly Anchor[];
  /** Where it is written: for an alias, where the alias stands. */
  readonly span: Span | undefined;

  constructor(node: Node | undefined, anchors: readonly Anchor[]) {
    const range = node?.range;
    this.span = range === undefined || range === null ? undefined : { start: range[0], end: range[1] };
    this.#anchors = anchors;
    this.#node = this.#resolve(node);
  }

  /** A scalar as text; undefined for null and collections. */
  get text(): string | undefined {
    const node = this.#node;
    if (!isScalar(node) || node.value === null || node.value === undefined) return undefined;
    return typeof node.value === 'string' ? node.value : (node.source ?? JSON.stringify(node.value));
  }

  get isMap(): boolean {
    return isMap(this.#node);
  }

  get isList(): boolean {
    return isSeq(this.#node);
  }

  get(key: string): YamlValue | undefined {
    return this.entries().get(key);
  }

  /** Of a map, in its order; a key of its own wins over a merged one, an earlier merged one over a later. */
  entries(): ReadonlyMap<string, YamlValue> {
    const result = new Map<string, YamlValue>();
    const seen = new Set<Node>();
    const waiting: Node[] = this.#node === undefined ? [] : [this.#node];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (!isMap(node) || seen.has(node)) continue;
      seen.add(node);
      const merged: Node[] = [];
      for (const { key, value } of node.items) {
        const name = isScalar(key) ? keyText(key.value) : undefined;
        if (name === '<<') merged.push(...this.#mergeSources(value));
        else if (name !== undefined && !result.has(name)) result.set(name, this.#child(value));
      }
      waiting.push(...merged.reverse());
    }
    return result;
  }

  /** Of a list; empty for anything else. */
  items(): YamlValue[] {
    return isSeq(this.#node) ? this.#node.items.map((item) => this.#child(item)) : [];
  }

  #child(value: unknown): YamlValue {
    return new YamlValue(isNode(value) ? value : undefined, this.#anchors);
  }

  #mergeSources(value: unknown): Node[] {
    const source = this.#resolve(isNode(value) ? value : undefined);
    const sources: unknown[] = isSeq(source) ? source.items : [source];
    return sources.flatMap((item) => this.#resolve(isNode(item) ? item : undefined) ?? []);
  }

  /** An alias means the last anchor of its name before it. */
  #resolve(node: Node | undefined): Node | undefined {
    if (!isAlias(node)) return node;
    const before = node.range?.[0] ?? 0;
    return this.#anchors.findLast(({ name, node: target }) => {
      return name === node.source && (target.range?.[0] ?? 0) < before;
    })?.node;
  }
}

/** In YAML 1.1 the parser makes a merge key a symbol. */
function keyText(key: unknown): string {
  return typeof key === 'symbol' ? '<<' : String(key);
}

function isNode(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value) || isAlias(value);
}
