import type { Span } from '../types.js';
import { matrixVariables } from './bake-matrix.js';
import { bakeList, bakeMap, bakeText, expressionOfJson, type BakeVariables } from './bake-values.js';
import type { Build } from './build.js';
import { readHcl, type HclExpression } from './hcl.js';
import { contextFolder, folderOf, isRemoteContext, namedContext, projectPath } from './project-paths.js';
import { distinctBuilds, quote, stateBuild } from './state-build.js';

/** A target of a bake file as it is written. */
interface BakeTarget {
  readonly name: string;
  readonly fields: ReadonlyMap<string, HclExpression>;
  /** Undefined in JSON, which is read without places. */
  readonly span: Span | undefined;
}

interface BakeFile {
  readonly targets: ReadonlyMap<string, BakeTarget>;
  readonly groups: readonly HclExpression[];
  readonly variables: BakeVariables;
}

/**
 * The Builds of a bake file, HCL or JSON (https://docs.docker.com/build/bake/reference/). Bake resolves contexts from the
 * directory it is run in: the file's folder and the project's root are both taken, and a Build of a Dockerfile that is not there
 * means nothing. Variables have their defaults. Throws when the file is malformed.
 */
export function readBake(path: string, text: string): Build[] {
  const file = path.endsWith('.json') ? readJsonFile(text) : readHclFile(text);
  const inherited = new Set<string>();
  for (const { fields } of file.targets.values()) {
    for (const name of bakeList(fields.get('inherits'), file.variables)) inherited.add(name);
  }
  const grouped = new Set(file.groups.flatMap((targets) => bakeList(targets, file.variables)));
  const builds: Build[] = [];
  for (const target of file.targets.values()) {
    if (isTemplate(target, inherited, grouped)) continue;
    const fields = resolveFields(file, target);
    for (const variables of matrixVariables(fields.get('matrix')?.at(-1), file.variables)) {
      for (const folder of [folderOf(path), '']) {
        const build = readTarget(fields, variables, folder);
        if (build === undefined) continue;
        builds.push(stateBuild({ ...build, evidence: evidenceOf(path, text, target) }));
      }
    }
  }
  return distinctBuilds(builds);
}

function evidenceOf(path: string, text: string, { name, span }: BakeTarget): Build['evidence'] {
  const key = `target.${name}`;
  return span === undefined ? { path, key, text: key } : { path, span, key, text: quote(text, span) };
}

/** A target that only hands fields to others is not built itself. */
function isTemplate(
  target: BakeTarget,
  inherited: ReadonlySet<string>,
  grouped: ReadonlySet<string>,
): boolean {
  if (grouped.has(target.name)) return false;
  if (target.name.startsWith('_')) return true;
  const own = ['context', 'dockerfile', 'target'].some((key) => target.fields.has(key));
  return inherited.has(target.name) && !own;
}

/** Fields with their values from the farthest ancestor to the target itself; a target that inherits itself is read once. */
function resolveFields(file: BakeFile, target: BakeTarget): Map<string, HclExpression[]> {
  const order: BakeTarget[] = [];
  const seen = new Set<string>();
  const waiting = [{ target, left: false }];
  for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) {
    if (item.left) {
      order.push(item.target);
      continue;
    }
    if (seen.has(item.target.name)) continue;
    seen.add(item.target.name);
    waiting.push({ target: item.target, left: true });
    const parents = bakeList(item.target.fields.get('inherits'), file.variables);
    for (const name of parents.reverse()) {
      const parent = file.targets.get(name);
      if (parent !== undefined) waiting.push({ target: parent, left: false });
    }
  }
  const fields = new Map<string, HclExpression[]>();
  for (const [key, value] of order.flatMap((each) => [...each.fields])) {
    fields.set(key, [...(fields.get(key) ?? []), value]);
  }
  return fields;
}

function readTarget(
  fields: ReadonlyMap<string, readonly HclExpression[]>,
  variables: BakeVariables,
  folder: string,
): Omit<Build, 'evidence'> | undefined {
  const last = (key: string): HclExpression | undefined => fields.get(key)?.at(-1);
  const text = (key: string, otherwise: string): string | undefined =>
    last(key) === undefined ? otherwise : bakeText(last(key), variables);
  if (last('dockerfile-inline') !== undefined) return undefined;
  const written = text('context', '.')?.replace(/^cwd:\/\//, '');
  if (written !== undefined && isRemoteContext(written)) return undefined;
  const context = contextFolder(folder, written);
  const name = text('dockerfile', 'Dockerfile');
  // `cwd://` asks for the directory of the command instead of the context.
  const dockerfile =
    name?.startsWith('cwd://') === true ? projectPath(folder, name.slice(6)) : projectPath(context, name);
  if (dockerfile === undefined) return undefined;
  const merged = (key: string): Map<string, string> =>
    new Map(fields.get(key)?.flatMap((value) => [...bakeMap(value, variables)]) ?? []);
  const contexts = [...merged('contexts')].map(([key, value]): [string, string] => [
    key,
    namedContext(folder, value),
  ]);
  return {
    dockerfile,
    context,
    target: bakeText(last('target'), variables),
    args: merged('args'),
    platforms: bakeList(last('platforms'), variables),
    engine: 'buildkit',
    lifetime: undefined,
    contexts: new Map(contexts),
  };
}

function readHclFile(text: string): BakeFile {
  const { attributes, blocks } = readHcl(text);
  const targets = new Map<string, BakeTarget>();
  const groups: HclExpression[] = [];
  const defaults = [...attributes].map(([name, { value }]): [string, HclExpression] => [name, value]);
  for (const { type, labels, attributes: own, span } of blocks) {
    const name = labels[0] ?? '';
    const fields = new Map([...own].map(([key, { value }]) => [key, value]));
    if (type === 'target') targets.set(name, { name, fields, span });
    else if (type === 'group') groups.push(...listOf(fields.get('targets')));
    else if (type === 'variable') defaults.push([name, fields.get('default') ?? EMPTY]);
  }
  return { targets, groups, variables: resolveVariables(defaults) };
}

function readJsonFile(text: string): BakeFile {
  const file = entriesOf(expressionOfJson(JSON.parse(text)));
  const targets = new Map<string, BakeTarget>();
  for (const [name, value] of entriesOf(file.get('target'))) {
    targets.set(name, { name, fields: entriesOf(value), span: undefined });
  }
  const groups = [...entriesOf(file.get('group')).values()].flatMap((value) =>
    listOf(entriesOf(value).get('targets')),
  );
  const defaults = [...entriesOf(file.get('variable'))].map(([name, value]): [string, HclExpression] => {
    return [name, entriesOf(value).get('default') ?? EMPTY];
  });
  return { targets, groups, variables: resolveVariables(defaults) };
}

const EMPTY: HclExpression = { kind: 'string', span: { start: 0, end: 0 }, parts: [] };

function listOf(value: HclExpression | undefined): HclExpression[] {
  return value === undefined ? [] : [value];
}

function entriesOf(value: HclExpression | undefined): Map<string, HclExpression> {
  return new Map(value?.kind === 'object' ? value.entries : []);
}

/** A chain of variables that each name the next is followed so far. */
const LONGEST_CHAIN = 20;

/** Defaults may name other variables, in any order; what goes round in a circle stays unknown. */
function resolveVariables(defaults: readonly (readonly [string, HclExpression])[]): BakeVariables {
  const known = new Map<string, string>();
  let open = defaults;
  for (let round = 0; round < LONGEST_CHAIN && open.length > 0; round++) {
    open = open.filter(([name, value]) => {
      const text = bakeText(value, known);
      if (text !== undefined) known.set(name, text);
      return text === undefined;
    });
  }
  return known;
}
