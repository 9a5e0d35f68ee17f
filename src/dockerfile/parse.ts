import { DfmodError } from '../errors.js';
import { checkInstruction } from './check.js';
import type { DockerDocument, Instruction, Stage } from './document.js';
import type { InstructionNode } from './instruction.js';
import { readPragmas } from './pragmas.js';
import { scanDockerfile } from './scan.js';
import { splitWords } from './spaces.js';
import { refuseTemplate } from './templates.js';

/**
 * Reads a Dockerfile as BuildKit does.
 *
 * @param options latin1: the text was decoded one byte a unit, because it is no UTF-8
 * @throws DfmodError with line and column, without a path: what BuildKit rejects, and templates (`template`)
 */
export function parseDockerfile(text: string, options: { latin1?: boolean } = {}): DockerDocument {
  const scan = scanDockerfile(text, options);
  const { instructions } = scan;
  refuseTemplate(text, instructions);
  for (const instruction of instructions) checkInstruction(instruction);
  const stages = readStages(instructions);
  if (stages.length === 0) {
    throw new DfmodError(
      'no-from',
      instructions.length === 0 ? 'the file has no instructions' : 'the file has no FROM',
      {
        place: { line: instructions[0]?.startLine ?? 1, column: 1 },
      },
    );
  }
  const { pragmas, unread } = readPragmas(text, scan);
  return {
    text,
    escape: scan.escape,
    eol: scan.crlfLines * 2 > scan.lines ? '\r\n' : '\n',
    directives: scan.directives,
    instructions,
    globals: instructions.filter((instruction) => instruction.stage === undefined),
    stages,
    pragmas,
    unreadPragmas: unread,
  };
}

function readStages(instructions: readonly InstructionNode[]): Stage[] {
  const members: Instruction[][] = [];
  const froms: InstructionNode[] = [];
  for (const instruction of instructions) {
    if (instruction.keyword === 'FROM') {
      froms.push(instruction);
      members.push([]);
    } else {
      members.at(-1)?.push(instruction);
    }
  }
  return froms.map((from, index) => readStage(from, index, members[index] ?? []));
}

function readStage(from: InstructionNode, index: number, instructions: readonly Instruction[]): Stage {
  const text = from.bodyText;
  const [image = { start: 0, end: 0 }, , name] = splitWords(text, 0, text.length);
  return {
    index,
    name: name === undefined ? undefined : text.slice(name.start, name.end).toLowerCase(),
    from,
    image: text.slice(image.start, image.end),
    imageSpan: from.bodySpan(image.start, image.end),
    platform: from.flags.find((flag) => flag.name === 'platform')?.value,
    instructions,
  };
}
