import { forEachChild, type Command, type ParsedScript, type SyntaxNode } from 'unbash';

/** The substitutions directly in the nodes (`$(…)`, backticks, `<(…)`), in textual order; not those inside them. */
export function substitutionsIn(
  nodes: readonly SyntaxNode[],
): readonly { script: ParsedScript; around: SyntaxNode }[] {
  const found: { script: ParsedScript; around: SyntaxNode }[] = [];
  const pending = [...nodes].reverse();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if ('script' in node) {
      if (node.script !== undefined) found.push({ script: node.script, around: node });
      continue;
    }
    const children: SyntaxNode[] = [];
    forEachChild(node, (child) => children.push(child));
    for (const child of children.reverse()) pending.push(child);
  }
  return found;
}

/** What may happen to the shell's own state in a loop or function: its commands, but for those of subshells. */
export function ownCommands(root: SyntaxNode): { commands: Command[]; names: string[] } {
  const commands: Command[] = [];
  const names: string[] = [];
  const pending: SyntaxNode[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === 'Command') commands.push(node);
    if (node.type === 'For' || node.type === 'Select') names.push(node.name.text);
    names.push(...assignedByExpansion(node));
    if (node !== root && startsProcess(node)) continue;
    forEachChild(node, (child) => pending.push(child));
  }
  return { commands, names };
}

function startsProcess(node: SyntaxNode): boolean {
  if (node.type === 'Pipeline') return node.commands.length > 1;
  if (node.type === 'Statement') return node.background === true;
  return node.type === 'Subshell' || node.type === 'Coproc' || node.type === 'Script';
}

/** `${x:=y}`, `((x = 1))` and `((x++))` set x. */
function assignedByExpansion(node: SyntaxNode): string[] {
  switch (node.type) {
    case 'ParameterExpansion':
      return node.operation?.type === 'Default' && node.operation.operator.endsWith('=')
        ? [node.parameter]
        : [];
    case 'ArithmeticBinary':
      return /^[^=!<>]*(?:<<|>>)?=$/.test(node.operator) && node.left.type === 'ArithmeticWord'
        ? [node.left.value]
        : [];
    case 'ArithmeticUnary':
      return /^(?:\+\+|--)$/.test(node.operator) && node.operand.type === 'ArithmeticWord'
        ? [node.operand.value]
        : [];
    default:
      return [];
  }
}

/** Names that the nodes' expansions set, outside their substitutions. */
export function namesSetIn(nodes: readonly SyntaxNode[]): string[] {
  const names: string[] = [];
  const pending = [...nodes];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    names.push(...assignedByExpansion(node));
    if (node.type !== 'Script') forEachChild(node, (child) => pending.push(child));
  }
  return names;
}
