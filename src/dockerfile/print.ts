import type { Edit } from '../types.js';
import type { DockerDocument, Instruction } from './document.js';
import { nodeOf, type InstructionNode } from './instruction.js';
import { mountKeys } from './mounts.js';

export { syntaxEdit } from './frontend.js';

/** A mount to write; values as BuildKit is to read them, before it puts variables in. */
export interface MountSpec {
  readonly type: 'cache' | 'bind';
  readonly target: string;
  readonly id?: string;
  readonly sharing?: string;
  readonly uid?: string;
  readonly gid?: string;
  readonly source?: string;
  readonly from?: string;
}

/** How the project writes what the file itself does not show. */
export interface PrintStyle {
  readonly indent?: string;
  /** Edits of the same instruction that will be made too: they may make its first line longer. */
  readonly along?: readonly Edit[];
}

const MAX_COLUMNS = 100;
const DEFAULT_INDENT = '    ';

/** Keys in the order of Docker's guide, each with what it may be called. */
const KEYS = ['type', 'id', 'from', 'source', 'target', 'sharing', 'uid', 'gid'] as const;
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  source: ['source', 'src'],
  target: ['target', 'dst', 'destination'],
};

/**
 * The edit that gives a RUN with a command new mounts, in the file's own layout: behind the flags it has. One mount stays on the RUN's line
 * while that line has at most 100 columns; else mounts stand one a line, and the command on the next.
 */
export function insertMounts(
  doc: DockerDocument,
  instruction: Instruction,
  mounts: readonly MountSpec[],
  style: PrintStyle = {},
): Edit {
  const node = nodeOf(instruction);
  const words = mounts.map((mount) => printMount(mount, spellingsOf(doc)));
  const { after, before } = node.flagPlace;
  const lineBreak = doc.escape + eolAt(doc, after) + indentOf(doc, node, style);
  const hasFlags = node.command.flags.length > 0;
  if (before === undefined || doc.text.slice(after, before).includes('\n')) {
    const text = hasFlags
      ? words.map((word) => ` ${lineBreak}${word}`).join('')
      : ` ${words.join(` ${lineBreak}`)}`;
    // In `RUN\` the escape character stands right behind the keyword.
    return insertion(after, doc.text[after] === doc.escape ? `${text} ` : text);
  }
  if (doc.text.slice(node.keywordSpan.end, after).includes('\n')) {
    // Mounts stand one a line, and the command behind the last of them.
    return insertion(before, words.map((word) => `${lineBreak}${word} `).join(''));
  }
  const [only = ''] = words;
  const columns = lineLength(doc.text, before) + growth(doc.text, before, style.along ?? []);
  if (words.length === 1 && columns + only.length + 1 <= MAX_COLUMNS) {
    return insertion(before, `${only} `);
  }
  // A command that begins with `#` would be a Dockerfile comment on a line of its own.
  const end = node.bodyText.startsWith('#') ? '' : lineBreak;
  return insertion(before, `${hasFlags ? lineBreak : ''}${words.join(` ${lineBreak}`)} ${end}`);
}

/** What ends a line of the instruction so that it goes on in the next, and the indent of that. */
export function continuation(doc: DockerDocument, instruction: Instruction, style: PrintStyle = {}): string {
  const node = nodeOf(instruction);
  return ` ${doc.escape}${eolAt(doc, node.flagPlace.after)}${indentOf(doc, node, style)}`;
}

/** By how much edits make the line around `at` longer. */
function growth(text: string, at: number, edits: readonly Edit[]): number {
  const newline = text.indexOf('\n', at);
  const end = newline < 0 ? text.length : newline;
  const here = edits.filter((edit) => edit.start >= at && edit.start <= end);
  return here.reduce((sum, edit) => sum + edit.text.length - (Math.min(edit.end, end) - edit.start), 0);
}

function insertion(at: number, text: string): Edit {
  return { start: at, end: at, text };
}

/** `--mount=…` as one flag. */
function printMount(mount: MountSpec, spellings: ReadonlyMap<string, string>): string {
  const fields: string[] = [];
  for (const key of KEYS) {
    const value = mount[key];
    if (value !== undefined) fields.push(printField(spellings.get(key) ?? key, value));
  }
  return `--mount=${fields.join(',')}`;
}

/** BuildKit takes one layer of shell-like quotes from a flag, then reads CSV, whose quotes surround a whole field. */
function printField(key: string, value: string): string {
  if (/[",\r\n]/.test(value)) return quoted(`"${`${key}=${value}`.replaceAll('"', '""')}"`);
  return /[\s'\\]/.test(value) ? `${key}=${quoted(value)}` : `${key}=${value}`;
}

/** In flags the backslash escapes inside both kinds of quotes. */
function quoted(text: string): string {
  if (!/["\\]/.test(text)) return `"${text}"`;
  if (!/['\\]/.test(text)) return `'${text}'`;
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

const spellings = new WeakMap<DockerDocument, ReadonlyMap<string, string>>();

/** How the file's first mounts spell the keys that have several names. */
function spellingsOf(doc: DockerDocument): ReadonlyMap<string, string> {
  const known = spellings.get(doc);
  if (known !== undefined) return known;
  const found = new Map<string, string>();
  for (const { keyword, flags } of doc.instructions) {
    if (keyword !== 'RUN') continue;
    for (const used of flags.filter(({ name }) => name === 'mount').flatMap(mountKeys)) {
      for (const [key, names] of Object.entries(SPELLINGS)) {
        if (names.includes(used) && !found.has(key)) found.set(key, used);
      }
    }
  }
  spellings.set(doc, found);
  return found;
}

/** The RUN's own, else that of most of the file's continued instructions, else the project's style. */
function indentOf(doc: DockerDocument, node: InstructionNode, style: PrintStyle): string {
  return ownIndent(node) ?? commonIndent(doc) ?? style.indent ?? DEFAULT_INDENT;
}

/** The least of the continued lines: others may lie in a block of the script. */
function ownIndent({ line, reading }: InstructionNode): string | undefined {
  let least: string | undefined;
  for (const { start, end } of line.pieces.slice(1)) {
    let at = start;
    while (at < end && (reading.text[at] === ' ' || reading.text[at] === '\t')) at++;
    const length = at - start;
    if (length > 0 && at < end && (least === undefined || length < least.length))
      least = reading.text.slice(start, at);
  }
  return least;
}

const indents = new WeakMap<DockerDocument, { readonly common: string | undefined }>();

function commonIndent(doc: DockerDocument): string | undefined {
  const known = indents.get(doc);
  if (known !== undefined) return known.common;
  const counts = new Map<string, number>();
  for (const instruction of doc.instructions) {
    const indent = ownIndent(nodeOf(instruction));
    if (indent !== undefined) counts.set(indent, (counts.get(indent) ?? 0) + 1);
  }
  let common: string | undefined;
  for (const [indent, count] of counts) {
    if (common === undefined || count > (counts.get(common) ?? 0)) common = indent;
  }
  indents.set(doc, { common });
  return common;
}

/** The line ending of the line at an offset; the file's usual one for a last line without any. */
function eolAt(doc: DockerDocument, offset: number): string {
  const end = doc.text.indexOf('\n', offset);
  if (end === -1) return doc.eol;
  return doc.text[end - 1] === '\r' ? '\r\n' : '\n';
}

function lineLength(text: string, offset: number): number {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const newline = text.indexOf('\n', offset);
  const end = newline === -1 ? text.length : newline;
  return (text[end - 1] === '\r' ? end - 1 : end) - start;
}
