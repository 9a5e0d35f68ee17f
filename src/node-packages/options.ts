import { optionValue } from '../ecosystem-api.js';
import type { Call, CallOption, Environment } from '../ecosystem-api.js';

/** Without a value, which may be on the same word only: `--frozen-lockfile`. */
export const isBare = ({ name, words }: CallOption): boolean =>
  words.length === 1 && words[0]?.value === name;

/** Whether the last of the options is surely on; with a value that only the build knows it may be off. */
export function isSurelyOn(call: Call, environment: Environment, ...names: readonly string[]): boolean {
  const option = call.options.findLast(({ name }) => names.includes(name));
  return option !== undefined && (isBare(option) || optionValue(option, environment) === 'true');
}
