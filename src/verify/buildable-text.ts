const directive = /^\s*#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.*)$/;

/**
 * The text to build where the builder gets hold of no frontend image: a `# syntax=` line gives way to an empty comment below the
 * other directives, so that every line keeps its number, and the engine's own frontend reads the file.
 */
export function buildableText(text: string, resolves: (frontend: string) => boolean): string {
  const lines = text.split('\n');
  let end = 0;
  while (directive.test(lines[end] ?? '')) end++;
  const header = lines.slice(0, end);
  const kept = header.filter((line) => {
    const [, name = '', value = ''] = directive.exec(line) ?? [];
    return name.toLowerCase() !== 'syntax' || resolves(value.trim());
  });
  return [...kept, ...header.slice(kept.length).map(() => '#'), ...lines.slice(end)].join('\n');
}
