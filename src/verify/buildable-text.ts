import { parseDockerfile } from '../dockerfile/parse.js';

/**
 * The text to build where the builder gets hold of no frontend image: a `# syntax=` line gives way to an empty comment below the
 * other directives, so that every line keeps its number, and the engine's own frontend reads the file.
 *
 * @param text of a Dockerfile, one unit a character or a byte
 */
export function buildableText(text: string, resolves: (frontend: string) => boolean): string {
  const { directives } = parseDockerfile(text, { latin1: true });
  const syntax = directives.find(({ name }) => name === 'syntax');
  const last = directives.at(-1);
  if (syntax === undefined || last === undefined || resolves(syntax.value)) return text;
  const lineAt = (place: number): number => text.slice(0, place).split('\n').length - 1;
  const lines = text.split('\n').toSpliced(lineAt(syntax.span.start), 1);
  return lines.toSpliced(lineAt(last.span.start), 0, '#').join('\n');
}
