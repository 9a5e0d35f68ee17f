import { UNKNOWN, type Environment } from '../ecosystem-api.js';

/** `${NAME}`, `${NAME?}`, `${NAME-fallback}` and `${NAME:-fallback}` of npm and yarn, `$NAME` of bun. */
const REFERENCE = /\$\{(\w+)(?:(:?-)([^}]*)|\?)?\}|\$(\w+)/g;
/** Ends of keys whose values are paths of files, or of folders that are read. */
const NAMES_FILE = /(?:(?<!lock|pro)file|path|mirror|config|patches-?dir|patchfolder|yarnrc)$/i;

/** Whether a setting, an option or a variable of that name is given the path of something that is read. */
export const namesFile = (key: string): boolean => NAMES_FILE.test(key);

/** A value of a settings file with its variables put in; undefined when one of them is not known. */
export function expandSetting(value: string, { variable, home }: Environment): string | undefined {
  let known = true;
  const text = value.replace(
    REFERENCE,
    (whole: string, braced: string | undefined, dash: string | undefined, fallback = '', plain = '') => {
      const name = braced ?? String(plain);
      const set = variable(name) ?? (name === 'HOME' ? home : undefined);
      const missing = set === undefined || (set === '' && dash === ':-');
      if (set !== UNKNOWN && !missing) return set;
      if (missing && dash !== undefined) return String(fallback);
      known = false;
      return whole;
    },
  );
  return known ? text : undefined;
}
