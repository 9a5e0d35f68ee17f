import {
  defineEcosystem,
  findOption,
  readArguments,
  UNKNOWN,
  callText,
  readsSources,
} from '../ecosystem-api.js';
import type {
  Argv,
  CacheDirectory,
  CacheRefusal,
  Call,
  CallKind,
  CallSetting,
  Environment,
  ImageFiles,
} from '../ecosystem-api.js';
import { bundlePath } from '../ruby-packages/bundle-path.js';
import { bundleSettings, isTrue } from '../ruby-packages/bundle-settings.js';
import { otherServer } from '../ruby-packages/gem-home.js';
import { findGemfile, otherSource } from '../ruby-packages/gemfile.js';
import type { Gemfile } from '../ruby-packages/gemfile.js';
import type { ShellWord } from '../shell/script.js';

const INSTALL = new Set('install i update add'.split(' '));
/** They take gems out of the folder that installs leave them in. */
const TAKES = new Set('cache package pack pristine'.split(' '));
const VALUED = new Set(
  '--gemfile --path --jobs -j --retry -r --without --with --binstubs --shebang --trust-policy --target-rbconfig --standalone --cache-path --source -s --version -v --group -g --require --git --github --branch --ref --glob --only-group'.split(
    ' ',
  ),
);
/** Of those, these may stand without a value. */
const MAYBE_VALUED = new Set(['--binstubs', '--standalone']);
/** With one of these and no subcommand it installs nothing. */
const TELLS = new Set(['--version', '-v', '--help', '-h']);

const GRAMMAR = {
  valued: new Set([...VALUED].filter((name) => !MAYBE_VALUED.has(name))),
  joined: new Set(['-j', '-r']),
};

function recognise(argv: Argv): Call | undefined {
  if (argv.name !== 'bundle' && argv.name !== 'bundler') return undefined;
  const words = argv.words.slice(1);
  // `bundle _2.4.1_ install` runs that version.
  const versioned = /^_.*_$/.test(words[0]?.value ?? '');
  const { options, operands } = readArguments(versioned ? words.slice(1) : words, GRAMMAR);
  const [subcommand, ...rest] = operands;
  const call = (kind: CallKind): Call => ({ kind, argv, subcommand, options, operands: rest });
  const name = subcommand?.value;
  if (subcommand === undefined)
    return call(words.some(({ value }) => TELLS.has(value ?? '')) ? 'other' : 'install');
  if (name === 'config') return configured(call('configure'));
  if (name === undefined || !(INSTALL.has(name) || TAKES.has(name))) return call('other');
  return { ...call('install'), settings: remembered(call('install')) };
}

/** `bundle config set --local path x`, `bundle config path x`, `bundle config --delete path`. */
function configured(call: Call): Call {
  const [first, ...others] = call.operands;
  const verb = first?.value;
  if (verb === 'get' || verb === 'list' || first === undefined) return { ...call, kind: 'other' };
  const [key, ...values] = verb === 'set' || verb === 'unset' ? others : call.operands;
  const written = key?.value ?? '';
  if (key === undefined || (values.length === 0 && verb !== 'unset' && !findOption(call, '--delete')))
    return { ...call, kind: 'other' };
  const name = written.startsWith('mirror.') ? 'mirror' : written.toLowerCase();
  const value = values.length === 1 ? values[0] : undefined;
  return { ...call, settings: [{ key: findOption(call, '--global') ? `global.${name}` : name, value }] };
}

/** Bundler up to 3 writes these options into its configuration; versions after it do not, so that it is not known. */
const remembered = (call: Call): CallSetting[] =>
  ['path', 'deployment'].flatMap((key) => {
    const option = findOption(call, `--${key}`);
    const words: readonly ShellWord[] = option?.words ?? [];
    return option === undefined ? [] : [{ key, value: words.length === 2 ? words[1] : words[0] }];
  });

const offline = (reason: string, because: string): CacheRefusal => ({
  code: 'no-network-install',
  reason,
  because,
});

/** What the command itself says against a cache. */
function ofCall(call: Call): CacheRefusal | undefined {
  const name = call.subcommand?.value ?? '';
  if (TAKES.has(name))
    return offline(`bundle ${name} takes the gems from where installs left them in the image`, name);
  const option = findOption(call, '--local');
  return option && offline('bundle install --local downloads nothing', option.name);
}

/** Settings with which the cache is another, or needed. */
function ofSettings(
  environment: Environment,
  files: ImageFiles,
  { root }: Gemfile,
): CacheRefusal | undefined {
  const ask = (key: string) => bundleSettings(key, environment, files, root);
  const global = ask('global_gem_cache').find(({ value }) => isTrue(value));
  if (global)
    return {
      code: 'cache-key-incomplete',
      reason:
        'with global_gem_cache Bundler keeps compiled extensions too, under a key that does not know the libraries they were built with',
      because: global.because,
    };
  const only = ask('no_install').find(({ value }) => isTrue(value));
  if (only)
    return {
      code: 'cache-needed-later',
      reason: 'it only downloads, and a later step installs from there',
      because: only.because,
    };
  const variable = [...environment.variables].find((name) => name.startsWith('BUNDLE_MIRROR__'));
  const [mirror] = ask('mirror');
  const named = variable ?? mirror?.because;
  return named === undefined ? undefined : otherServer('a mirror', named);
}

/** `vendor/cache` is where the gems of the project lie, if it has them. */
function vendored(environment: Environment, files: ImageFiles, { root }: Gemfile): CacheRefusal | undefined {
  const [setting] = bundleSettings('cache_path', environment, files, root);
  if (setting?.value === UNKNOWN)
    return offline('gems may be taken from a folder that only the build knows', setting.because);
  const folder = setting?.value ?? 'vendor/cache';
  const path = folder.startsWith('/') ? folder : `${root === '/' ? '' : root}/${folder}`;
  if (files.kind(path) === undefined && files.list(path).length === 0) return undefined;
  return offline(`gems are taken from ${path}, and put there`, path);
}

function caches(call: Call, environment: Environment): readonly CacheDirectory[] | CacheRefusal {
  const own = ofCall(call);
  if (own) return own;
  const because = callText(call);
  const { files } = environment;
  if (files === undefined)
    return {
      code: 'context-unknown',
      reason:
        'gems are kept by name and version alone, and which servers the Gemfile takes them from is not known',
      because,
    };
  const gemfile = findGemfile(call, environment, files);
  if (gemfile === undefined)
    return {
      code: 'input-outside',
      reason:
        'gems are kept by name and version alone, and no COPY brings the Gemfile that says from which servers they come',
      because,
    };
  const against =
    otherSource(gemfile) ?? ofSettings(environment, files, gemfile) ?? vendored(environment, files, gemfile);
  if (against) return against;
  const path = bundlePath(call, environment, files, gemfile);
  // A file is written where it will stay, and a git repository is fetched into.
  return typeof path === 'string'
    ? [{ path: `${path}/cache`, within: path, holds: 'downloads', sharing: 'locked' }]
    : path;
}

export default defineEcosystem({
  id: 'bundler',
  title: 'Bundler',
  summary:
    'Keeps the .gem files and git clones that bundle install downloaded, below the folder of the gems, between builds',
  explanation:
    'Bundler puts what it downloads into cache, below the folder that it installs into, takes it from there when it is there, and never looks at it once a gem is installed: pure gain. In the official image that is /usr/local/bundle/cache (GEM_HOME); with BUNDLE_PATH, deployment or --path it is <path>/ruby/3.3.0/cache, with the version of Ruby in its name, which the tag of the image has to tell. /root/.gem, which Docker’s guide mounts, stays empty in that image. BUNDLE_GLOBAL_GEM_CACHE is not used: it keeps compiled extensions too, under a key that does not know the libraries they were linked with. Files are kept by name and version without the server they came from, so the mount is made only where the Gemfile and its lock file are seen to name rubygems.org alone; private servers and mirrors are left. The mount is locked: a file is written in place. rm of that cache goes when the mount comes. Projects with vendor/cache, --local, and bundle cache or bundle pristine behind the install are left, for they need what is there.',
  docs: [
    'https://bundler.io/man/bundle-config.1.html',
    'https://github.com/docker-library/ruby/blob/master/Dockerfile.template',
    'https://github.com/rubygems/rubygems/issues/6616',
  ],
  hints: ['bundle', 'bundler'],
  rootOnly: false,
  survivesClean: false,
  proven: true,
  sharesCacheWith: ['gem'],
  namesCaches: (glob) => /\/ruby\/\*\/cache(?:\/\*(?:\.gem)?)?$/.test(glob),
  recognise,
  inputs: readsSources('what it reads of the project is not worked out'),
  caches,
});
