import type { Argv } from '../ecosystem-api.js';
import type { ShellWord } from '../shell/script.js';

/** The words from the program's name on, where it is called by that or as `python -m <module>`; undefined for another program. */
export function programWords(argv: Argv, program: RegExp, module: string): readonly ShellWord[] | undefined {
  if (program.test(argv.name)) return argv.words;
  if (!/^(python|pypy)\d*(\.\d+)?$/.test(argv.name)) return undefined;
  const flag = argv.words.findIndex((word) => word.value === '-m');
  const before = argv.words.slice(1, flag);
  if (
    flag < 1 ||
    argv.words[flag + 1]?.value !== module ||
    !before.every((word) => word.value?.startsWith('-'))
  )
    return undefined;
  return argv.words.slice(flag + 1);
}
