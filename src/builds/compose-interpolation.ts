/** What a `${…}` may nest; deeper defaults are unknown. */
const DEEPEST = 8;

/**
 * Resolves a Compose value in an environment that sets nothing: `${X:-default}` and `${X-default}` are the default, `$$` is a
 * `$`. Undefined when a variable has no default (https://docs.docker.com/reference/compose-file/interpolation/).
 */
export function interpolate(text: string, depth = 0): string | undefined {
  let result = '';
  let at = 0;
  while (at < text.length) {
    const dollar = text.indexOf('$', at);
    if (dollar < 0) return result + text.slice(at);
    result += text.slice(at, dollar);
    if (text[dollar + 1] === '$') {
      result += '$';
      at = dollar + 2;
      continue;
    }
    if (text[dollar + 1] !== '{' || depth > DEEPEST) return undefined;
    const end = closingBrace(text, dollar + 2);
    const inner = /^[A-Za-z_][A-Za-z0-9_]*:?-([^]*)$/.exec(text.slice(dollar + 2, end));
    const fallback = inner?.[1] === undefined ? undefined : interpolate(inner[1], depth + 1);
    if (fallback === undefined || end < 0) return undefined;
    result += fallback;
    at = end + 1;
  }
  return result;
}

function closingBrace(text: string, start: number): number {
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    if (text[at] === '$' && text[at + 1] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  return -1;
}
