/** Endings that a folder's name does not have in practice. */
const FILE_ENDINGS = new Set(
  (
    'apk bash bat c cc cert cfg cjs cmd conf cpp crt css csv cts deb env gemspec gradle gz h html ini jar java js json json5 jsonc ' +
    'jsx key kts license list lock lockb lua md mjs mts pem php phar pl prisma properties ps1 pub py rb repo rpm rs rst service sh ' +
    'sql sum svg tar tgz tmpl toml ts tsx txt war whl work xml xz yaml yml zip zst'
  ).split(' '),
);
const FILE_NAMES = new Set(
  (
    '.babelrc .dockerignore .env .eslintrc .gitignore .node-version .npmrc .nvmrc .prettierrc .pypirc .python-version .ruby-version ' +
    '.tool-versions .yarnrc BUILD Dockerfile Gemfile LICENSE Makefile Pipfile Procfile README Rakefile mvnw gradlew'
  ).split(' '),
);

/**
 * Whether what has this name is a file: `package.json`, `package*.json`, `yarn.lock*`, `.npmrc`, `Gemfile`; `src` and `lib.d` may be
 * folders.
 */
export function namesFile(written: string): boolean {
  const name = written.endsWith('*') ? written.slice(0, -1) : written;
  const dot = name.lastIndexOf('.');
  return FILE_NAMES.has(name) || (dot >= 0 && FILE_ENDINGS.has(name.slice(dot + 1).toLowerCase()));
}

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
