import type { Arguments } from './commands.js';

/** A flag that may be absent, so that the config can speak. */
export function flag(args: Arguments, name: string): boolean | undefined {
  const value = args[name];
  return typeof value === 'boolean' ? value : undefined;
}

/** The last value of an option. */
export function text(args: Arguments, name: string): string | undefined {
  return texts(args, name).at(-1);
}

/** Every value of a repeatable option. */
export function texts(args: Arguments, name: string): readonly string[] {
  const value = args[name];
  return (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === 'string');
}

/** A choice that the parser has checked. */
export function choice<T extends string>(args: Arguments, name: string, of: readonly T[]): T | undefined {
  const value = text(args, name);
  return of.find((item) => item === value);
}

/** Whether `--no-<name>` is given: a flag of its own to Node's parser, a value of `name` to yargs. */
export function isOff(args: Arguments, name: string): boolean {
  return args[`no-${name}`] === true || [args[name]].flat().includes(false);
}
