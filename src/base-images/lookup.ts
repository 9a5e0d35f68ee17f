import type { BaseImage, BaseImageFamily } from '../base-image-api.js';
import { parseImageRef, type ImageRef } from '../dockerfile/image-ref.js';
import { baseImages } from './index.js';

const exact = new Map<string, BaseImageFamily>();
const beginnings: [string, BaseImageFamily][] = [];
for (const family of baseImages) {
  for (const repository of family.repositories) {
    if (repository.endsWith('*')) beginnings.push([repository.slice(0, -1), family]);
    else exact.set(repository, family);
  }
}

/** `$NAME`, `${NAME}` or `${NAME:-x}` at the start. */
const leadingVariable = /^\$(?:\{[^}]*\}|\w+)/;

/**
 * Takes an image name apart in which variables nobody knows may be left: one that is a whole first part counts as a registry,
 * one in the tag does no harm (`node:${V}-alpine` is still Alpine). Undefined where one hides what the repository is.
 */
export function parseOpenImageRef(image: string): ImageRef | undefined {
  const variable = leadingVariable.exec(image)?.[0];
  if (variable !== undefined && image.charAt(variable.length) !== '/') return undefined;
  const inner = parseImageRef(variable === undefined ? image : image.slice(variable.length + 1));
  if (inner.repository === '' || inner.repository.includes('$')) return undefined;
  if (variable === undefined) return inner;
  const repository =
    inner.registry === undefined ? inner.repository : `${inner.registry}/${inner.repository}`;
  return { ...inner, registry: variable, repository };
}

const hubHosts = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io', 'registry.hub.docker.com']);

/** GitLab's pull-through cache of Docker Hub: https://docs.gitlab.com/user/packages/dependency_proxy/ */
const hubVariables =
  /^\$\{?(CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX|CI_DEPENDENCY_PROXY_DIRECT_GROUP_IMAGE_PREFIX)\}?$/;

const architectures = /^(?:amd64|arm32v[567]|arm64v8|i386|ppc64le|s390x|riscv64)\/([^/]+)$/;

/** The name by which families know the repository: official images bare, those of Docker Hub without a host. */
function familyName({ registry, repository }: ImageRef): string {
  const official = /(?:^|\/)library\/([^/]+)$/.exec(repository)?.[1];
  if (official !== undefined) return official;
  if (registry === undefined || hubHosts.has(registry) || hubVariables.test(registry)) {
    return architectures.exec(repository)?.[1] ?? repository;
  }
  const proxied = repository.indexOf('/dependency_proxy/containers/');
  if (proxied !== -1) return repository.slice(proxied + '/dependency_proxy/containers/'.length);
  return `${registry}/${repository}`;
}

/** What is known of a base image, an official one under a mirror's name included; undefined when that is too little. */
export function lookupBaseImage(reference: ImageRef): BaseImage | undefined {
  // Behind a digest without a tag may be any variant.
  if (reference.tag === undefined && reference.digest !== undefined) return undefined;
  const name = familyName(reference);
  const family = exact.get(name) ?? beginnings.find(([beginning]) => name.startsWith(beginning))?.[1];
  return family?.describe(reference.tag, name);
}
