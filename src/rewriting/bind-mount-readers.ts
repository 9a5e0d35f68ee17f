import { SourceMap } from '../text/source-map.js';
import { parseScript } from '../shell/parse-script.js';
import { relate } from '../facts/paths.js';
import type { RunCommand } from '../facts/steps.js';

/** Programs that only read the files they are given, however they are called. */
const READERS = new Set(
  (
    'cat cmp comm cut debconf-set-selections diff dpkg-deb egrep fgrep file grep head hexdump jq less md5sum nl od psql sha1sum ' +
    'sha224sum sha256sum sha384sum sha512sum source . stat tail unzip wc xxd zcat'
  ).split(' '),
);
/** Programs that only read them when called so. */
const READING: Readonly<Record<string, RegExp>> = {
  'apt-key': /^add$/,
  dpkg: /^-i$|^--install$|^--unpack$|^-I$|^--info$/,
  gpg: /^--import$/,
  patch: /^-i$|^--input$/,
  rpm: /^-[a-zA-Z]*[iUF][a-zA-Z]*$|^--import$|^--install$|^--upgrade$/,
  tar: /^-?[a-zA-Z]*[xt][a-zA-Z]*$|^--extract$|^--get$|^--list$/,
};
/** They run a script that is a file of its own. */
const INTERPRETERS = /^(?:sh|bash|dash|ash|source|\.|python\d*(?:\.\d+)?|node|perl|ruby|php)$/;
const SHELLS = /^(?:sh|bash|dash|ash|source|\.)$/;

/** They write what `-o` names, or beside where they run. */
const COMPILERS = new Set(['gcc', 'g++', 'cc', 'c++', 'clang', 'clang++']);

/** Whether the program reads the files that its words name, and surely does not write them. */
export function onlyReads({ argv, paths }: RunCommand, targets: readonly string[]): boolean {
  if (COMPILERS.has(argv.name))
    return paths.every(
      (named) =>
        argv.words[argv.words.indexOf(named.word) - 1]?.value !== '-o' ||
        targets.every((target) => relate(named, target) === 'apart'),
    );
  const calls = READING[argv.name];
  if (calls === undefined) return READERS.has(argv.name);
  return argv.words.slice(1).some(({ value }) => calls.test(value ?? ''));
}

/** The first word of a command that runs a script: the program itself, or the operand of an interpreter. */
export function scriptWord({ argv }: RunCommand): { index: number; shell: boolean } {
  if (!INTERPRETERS.test(argv.name)) return { index: 0, shell: true };
  const index = argv.words.findIndex((word, i) => i > 0 && word.value?.startsWith('-') !== true);
  return { index, shell: SHELLS.test(argv.name) };
}

/** How a script gets at itself or at what lies beside it. */
const ITSELF =
  /\$0|\$\{0|\$_\b|BASH_SOURCE|__file__|__dirname|__filename|import\.meta|argv\[0\]|process\.argv|\bdirname\b|\$PROGRAM_NAME|\bFindBin\b|readlink|realpath|rmtree|unlink|os\.remove/;
/** Commands that fail on a mount, or on a file in one, when it is among what they are given. */
const CHANGES = new Set('rm rmdir find mv chown chgrp chmod shred truncate sed ln'.split(' '));

/**
 * Whether a script may write to the files that are mounted with it: it says where it lies, names one of them, or removes or
 * changes what may be around them.
 *
 * @param text undefined when it cannot be read
 * @param targets absolute
 * @returns what in it says so
 */
export function touchesMounts(
  text: string | undefined,
  targets: readonly string[],
  shell: boolean,
): string | undefined {
  if (text === undefined) return 'it cannot be read';
  const names = targets.map((target) => target.slice(target.lastIndexOf('/') + 1));
  const found = ITSELF.exec(text)?.[0] ?? names.find((name) => text.includes(name));
  if (found !== undefined) return found;
  const interpreter = /^#![^\n]*/.exec(text)?.[0];
  if (interpreter === undefined ? !shell : !/\b(?:sh|bash|dash|ash)\b/.test(interpreter)) return undefined;
  const script = parseScript(new SourceMap(text, [{ start: 0, end: text.length }]), { dialect: 'bash' });
  if ('refused' in script) return script.detail;
  for (const { words } of script.commands) {
    const name = words[0]?.value ?? '';
    if (!CHANGES.has(name) && name !== 'cd' && name !== 'pushd') continue;
    const word = words.slice(1).find(({ value, glob }) => {
      if (value === undefined) return name !== 'chmod' && name !== 'sed';
      if (!value.startsWith('/') || (name === 'cd' && value === '/')) return false;
      return targets.some((target) => relate({ path: value, glob }, target) !== 'apart');
    });
    if (word) return words.map(({ raw }) => raw).join(' ');
  }
  return undefined;
}
