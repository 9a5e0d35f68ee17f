import { absolutePath } from '../ecosystem-api.js';
import type { Environment } from '../ecosystem-api.js';
import { readRequirements, sourceOf } from './requirements.js';

/** The first of the requirements that names a folder or file of the image, in words; undefined when all come from elsewhere. */
export function localRequirement(requirements: readonly (string | undefined)[]): string | undefined {
  for (const requirement of requirements) {
    if (requirement === undefined) return 'a requirement that only the build knows';
    const source = sourceOf(requirement, false);
    if (source.kind === 'path' || (source.kind === 'version-control' && source.path !== undefined))
      return requirement;
  }
  return undefined;
}

/** The same for requirements files and what they name; a file that is not known may name anything. */
export function localRequirementIn(
  paths: readonly (string | undefined)[],
  environment: Environment,
): string | undefined {
  const waiting = paths.map((path) => path && absolutePath(path, environment));
  const seen = new Set<string>();
  for (const path of waiting) {
    if (path === undefined) return 'a requirements file that only the build knows';
    if (seen.has(path)) continue;
    seen.add(path);
    const text = environment.files?.read(path);
    if (text === undefined || /\.(?:toml|cfg|py)$/.test(path)) return path;
    for (const { kind, value, text: line } of readRequirements(text, environment.variable)) {
      if (kind === 'editable' || kind === 'unreadable') return line;
      const folder = path.slice(0, path.lastIndexOf('/'));
      if (kind === 'nested' || kind === 'constraint') waiting.push(`${folder}/${value}`);
      else if (kind === 'requirement' && localRequirement([value]) !== undefined) return line;
    }
  }
  return undefined;
}

const NAMED = /^[\w.-]+\s*(?:\[[^\]]*\])?\s*@\s*file:/i;

/**
 * The first of the requirements that gives a folder or archive of the image a name: `shop @ file:///app/shop-1.0.tar.gz`. pip
 * keeps the wheel of it under its path where a version is in that, and takes it although the sources changed (seen with 23.2 and,
 * for archives, 26.3); it does not for one without a name.
 */
export function namedLocal(
  requirements: readonly (string | undefined)[],
  paths: readonly (string | undefined)[],
  environment: Environment,
): string | undefined {
  const own = requirements.find((text) => text !== undefined && NAMED.test(text));
  if (own !== undefined) return own;
  const waiting = paths.map((path) => path && absolutePath(path, environment));
  const seen = new Set<string>();
  for (const path of waiting) {
    if (path === undefined || seen.has(path)) continue;
    seen.add(path);
    const folder = path.slice(0, path.lastIndexOf('/'));
    for (const { kind, value } of readRequirements(
      environment.files?.read(path) ?? '',
      environment.variable,
    )) {
      if (kind === 'nested' || kind === 'constraint') waiting.push(`${folder}/${value}`);
      else if (kind === 'requirement' && NAMED.test(value)) return value;
    }
  }
  return undefined;
}
