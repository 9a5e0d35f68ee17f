import type { Flag, Instruction, Mount } from './document.js';

const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

/**
 * The mounts of a RUN, in order; none for other instructions. Values are as written, variables not expanded.
 * Where the value is no CSV that BuildKit reads, `type` is empty and so is all else: the build fails there.
 * Rules of moby/buildkit frontend/dockerfile/instructions/commands_runmount.go.
 */
export function mountsOf(instruction: Instruction): readonly Mount[] {
  if (instruction.keyword !== 'RUN') return [];
  return instruction.flags.filter((flag) => flag.name === 'mount').map(readMount);
}

/** The keys of a mount's value as they are spelled, in lower case; for writing others in the same way. */
export function mountKeys(flag: Flag): readonly string[] {
  return (splitCsv(flag.value ?? '') ?? []).map((field) => cut(field).key);
}

function readMount(flag: Flag): Mount {
  const fields = splitCsv(flag.value ?? '');
  const values = new Map<string, string>();
  let readonly: boolean | undefined;
  for (const field of fields ?? []) {
    const { key, value } = cut(field);
    if (key === 'ro' || key === 'readonly') readonly = parseBool(value ?? 'true');
    else if (key === 'rw' || key === 'readwrite') readonly = inverse(parseBool(value ?? 'true'));
    else if (value !== undefined) values.set(canonical(key), value);
  }
  return {
    flag,
    type: fields === undefined ? '' : (values.get('type')?.toLowerCase() ?? 'bind'),
    target: values.get('target'),
    source: values.get('source'),
    from: values.get('from'),
    id: values.get('id'),
    sharing: values.get('sharing')?.toLowerCase(),
    uid: values.get('uid'),
    gid: values.get('gid'),
    mode: values.get('mode'),
    readonly,
  };
}

function cut(field: string): { key: string; value: string | undefined } {
  const equals = field.indexOf('=');
  if (equals === -1) return { key: field.toLowerCase(), value: undefined };
  return { key: field.slice(0, equals).toLowerCase(), value: field.slice(equals + 1) };
}

function canonical(key: string): string {
  if (key === 'dst' || key === 'destination') return 'target';
  return key === 'src' ? 'source' : key;
}

function parseBool(value: string): boolean | undefined {
  return TRUE.has(value) ? true : FALSE.has(value) ? false : undefined;
}

function inverse(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

/** The fields of one CSV record as Go's encoding/csv reads it, or undefined where that reports an error. */
function splitCsv(record: string): string[] | undefined {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (record[at] === '"') {
      const quoted = quotedField(record, at + 1);
      if (quoted === undefined) return undefined;
      fields.push(quoted.text);
      at = quoted.end;
    } else {
      const comma = record.indexOf(',', at);
      const end = comma === -1 ? record.length : comma;
      const field = record.slice(at, end);
      if (field.includes('"')) return undefined;
      fields.push(field);
      at = end;
    }
    if (at >= record.length) return fields;
    if (record[at] !== ',') return undefined;
    at++;
  }
}

function quotedField(record: string, start: number): { text: string; end: number } | undefined {
  const parts: string[] = [];
  let at = start;
  for (;;) {
    const quote = record.indexOf('"', at);
    if (quote === -1) return undefined;
    parts.push(record.slice(at, quote));
    if (record[quote + 1] !== '"') return { text: parts.join(''), end: quote + 1 };
    parts.push('"');
    at = quote + 2;
  }
}
