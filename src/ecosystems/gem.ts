import {
  defineEcosystem,
  findOption,
  movedTo,
  optionValue,
  readArguments,
  UNKNOWN,
  callText,
  readsSources,
} from '../ecosystem-api.js';
import type { Argv, CacheRefusal, Call, CallKind, Environment } from '../ecosystem-api.js';
import { gemHome, isPublicServer, otherServer } from '../ruby-packages/gem-home.js';
import type { ShellWord } from '../shell/script.js';

const INSTALL = new Set(['install', 'i', 'update']);
const VALUED = new Set(
  '-v --version -i --install-dir -n --bindir --build-root -P --trust-policy --platform -s --source -B --bulk-threshold --config-file --target-rbconfig'.split(
    ' ',
  ),
);
const GRAMMAR = { valued: VALUED, joined: new Set(['-v', '-i', '-n', '-s']) };

function recognise(argv: Argv): Call | undefined {
  if (!/^gem\d*(?:\.\d+)?$/.test(argv.name)) return undefined;
  // Words behind -- are for the compilation of extensions.
  const end = argv.words.findIndex(({ value }) => value === '--');
  const { options, operands } = readArguments(argv.words.slice(1, end < 0 ? undefined : end), GRAMMAR);
  const [subcommand, ...rest] = operands;
  const call = (kind: CallKind): Call => ({ kind, argv, subcommand, options, operands: rest });
  const name = subcommand?.value ?? '';
  if (INSTALL.has(name)) return call('install');
  const sources = ['-a', '--add', '-r', '--remove', '--prepend', '--append', '-f'];
  if ((name === 'source' || name === 'sources') && findOption({ ...call('other'), options }, ...sources))
    return { ...call('configure'), settings: [{ key: 'sources', value: undefined }] };
  // A gem file that lies where the next install runs is taken instead of a published one.
  if (name === 'build' || name === 'fetch')
    return { ...call('configure'), settings: [{ key: 'made', value: undefined }] };
  return call('other');
}

/** RubyGems puts a copy of a local file into the cache, where it stands for the published gem of its name. */
const localFile = (named: string, because: string): CacheRefusal => ({
  code: 'cache-key-incomplete',
  reason: `${named}, and RubyGems keeps a copy in the cache under the name of the published gem`,
  because,
});

function ofOperands(call: Call, environment: Environment): CacheRefusal | undefined {
  const because = callText(call);
  if (environment.setting('gem.made') !== undefined)
    return localFile('an earlier command made a gem file, which it may install', because);
  if (findOption(call, '-g', '--file')) return otherServer('a Gemfile', because);
  for (const word of call.operands) {
    const text = environment.expand(word);
    if (text === undefined && !namesGem(word))
      return localFile('what it installs is known only to the build and may be a file', word.raw);
    const name = text ?? '';
    if (word.glob || name.includes('/') || name.endsWith('.gem'))
      return localFile('it installs a gem file', word.raw);
    const lies = environment.files
      ?.list(environment.workingDirectory ?? '/')
      .find(
        (path) =>
          path.slice(path.lastIndexOf('/') + 1).startsWith(`${name.split(':', 1)[0] ?? ''}-`) &&
          path.endsWith('.gem'),
      );
    if (lies !== undefined) return localFile(`it may install ${lies}`, lies);
  }
  return undefined;
}

/** `bundler:$VERSION`. */
const namesGem = ({ parts }: ShellWord): boolean =>
  parts[0]?.kind === 'literal' && /^[\w-]+:/.test(parts[0].value);

const GEMRC = ['/etc/gemrc', '/usr/local/etc/gemrc'];

/** What says that gems come from elsewhere than rubygems.org. */
function ofSources(call: Call, environment: Environment): CacheRefusal | undefined {
  for (const option of call.options.filter(({ name }) => name === '-s' || name === '--source')) {
    const url = optionValue(option, environment);
    if (url === undefined || !isPublicServer(url))
      return otherServer(url ?? 'a source', option.words.map(({ raw }) => raw).join(' '));
  }
  if (environment.setting('gem.sources') !== undefined)
    return otherServer('a source that was added', 'gem sources');
  const named =
    ['GEMRC', 'RUBYGEMS_HOST'].find((name) => environment.variable(name) !== undefined) ??
    findOption(call, '--config-file')?.name;
  if (named !== undefined) return otherServer('what it is set to', named);
  const homes = environment.home === undefined ? [] : [`${environment.home}/.gemrc`];
  for (const path of [...homes, ...GEMRC]) {
    if (!environment.mayBeCopied(path)) continue;
    const text = environment.files?.read(path);
    if (text === undefined || /sources/.test(text)) return otherServer(`a source in ${path}`, path);
  }
  return undefined;
}

function folder(call: Call, environment: Environment): string | CacheRefusal {
  const option = findOption(call, '-i', '--install-dir');
  if (option)
    return (
      movedTo(optionValue(option, environment) ?? UNKNOWN, option.name, environment) ?? gemHome(environment)
    );
  const elsewhere = findOption(call, '--user-install', '--build-root', '--vendor');
  if (elsewhere)
    return {
      code: 'cache-moved',
      reason: `with ${elsewhere.name} gems go to a folder that hangs on the version of Ruby`,
      because: elsewhere.name,
    };
  return gemHome(environment);
}

export default defineEcosystem({
  id: 'gem',
  title: 'RubyGems',
  summary: 'Keeps the .gem files that gem install downloaded ($GEM_HOME/cache) between builds',
  explanation:
    'gem install puts what it downloads into cache, below the folder that it installs into (/usr/local/bundle/cache in the official image), takes it from there when it is there, and does not need it once the gem is installed: pure gain. Where GEM_HOME is not set, the folder has the version of Ruby in its name, and nothing is mounted. Files are kept by name and version, without the server they came from: other servers (--source, gem sources --add, a copied .gemrc) are left, and so are installs of gem files, which RubyGems copies into the cache under the name of the published gem. The mount is locked, because a file is written in place. --no-document and -N change nothing here.',
  docs: [
    'https://guides.rubygems.org/command-reference/#gem-install',
    'https://github.com/docker-library/ruby/blob/master/Dockerfile.template',
  ],
  hints: ['gem'],
  rootOnly: false,
  survivesClean: false,
  proven: true,
  sharesCacheWith: ['bundler'],
  recognise,
  inputs: readsSources('what it reads of the project is not worked out'),
  caches(call, environment) {
    const local = findOption(call, '-l', '--local');
    if (local)
      return {
        code: 'no-network-install',
        reason: 'gem install --local downloads nothing',
        because: local.name,
      };
    const against = ofOperands(call, environment) ?? ofSources(call, environment);
    if (against) return against;
    const path = folder(call, environment);
    return typeof path === 'string'
      ? [{ path: `${path}/cache`, within: path, holds: 'downloads', sharing: 'locked' }]
      : path;
  },
});
