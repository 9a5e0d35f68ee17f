export interface ImageRef {
  readonly registry?: string;
  /** With its namespaces, as written: `library/` is not added. */
  readonly repository: string;
  readonly tag?: string;
  /** With its algorithm: `sha256:…`. */
  readonly digest?: string;
}

/**
 * The parts of an image name. What stands before the first `/` is a registry when it has a `.` or `:` or is `localhost`
 * (github.com/distribution/reference).
 *
 * @param text variables already put in
 */
export function parseImageRef(text: string): ImageRef {
  const at = text.indexOf('@');
  const named = at === -1 ? text : text.slice(0, at);
  const slash = named.indexOf('/');
  const first = slash === -1 ? '' : named.slice(0, slash);
  const isRegistry = first === 'localhost' || first.includes('.') || first.includes(':');
  const path = isRegistry ? named.slice(slash + 1) : named;
  const colon = path.indexOf(':', path.lastIndexOf('/') + 1);
  return {
    ...(isRegistry ? { registry: first } : {}),
    repository: colon === -1 ? path : path.slice(0, colon),
    ...(colon === -1 ? {} : { tag: path.slice(colon + 1) }),
    ...(at === -1 ? {} : { digest: text.slice(at + 1) }),
  };
}
