/** What BuildKit takes an instruction's arguments for when they may be a JSON array. */
export type JsonForm = readonly string[] | 'shell' | 'not-strings';

/**
 * The arguments in JSON form, or `shell` when they are anything else. An array with a member that is no string is an
 * error in BuildKit: `not-strings`.
 *
 * @param text the trimmed arguments
 */
export function jsonForm(text: string): JsonForm {
  if (!text.startsWith('[') || !text.endsWith(']')) return 'shell';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'shell';
  }
  if (!Array.isArray(value)) return 'shell';
  const members: unknown[] = value;
  return members.every((member) => typeof member === 'string') ? members : 'not-strings';
}
