const BETWEEN = /[\s"'`=,;|()<>{}[\]]+/;
const LOCAL_URL = /^(?:mirror\+)?(?:file|copy):(?:\/\/(?:localhost)?(?=\/))?(\/.*)$/i;

/** The absolute paths, and those of `file:` URLs, that stand in a text of settings: `deb [signed-by=/k.gpg] file:/repo ./`. */
export function pathTokens(text: string): string[] {
  return text.split(BETWEEN).flatMap((token) => {
    const url = LOCAL_URL.exec(token)?.[1];
    // `/` by itself is where a repository's lists are, `//` a comment.
    const isPath = token.length > 1 && token.startsWith('/') && !token.startsWith('//');
    const path = url ?? (isPath ? token : undefined);
    return path === undefined ? [] : [knownPart(path)];
  });
}

/** Words that may be names of files and are not absolute: `certs/ca.pem`, `constraints.txt`. */
export const settingTokens = (text: string): string[] =>
  text
    .split(BETWEEN)
    .filter((token) => /^[\w.~-].*[./]/.test(token) && !token.includes(':') && !token.includes('\0'));

/** The folder in front of the first character that only the build knows, which stands as NUL. */
function knownPart(path: string): string {
  const hole = path.indexOf('\0');
  return hole < 0 ? path : path.slice(0, path.lastIndexOf('/', hole) + 1);
}
