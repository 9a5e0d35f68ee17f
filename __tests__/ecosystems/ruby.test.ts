import { describe, expect, test } from '@jest/globals';
import { cachesOf, callsOf } from './support.js';

const RUBY = 'FROM ruby:3.3-slim\nWORKDIR /app\n';
const COPY = 'COPY Gemfile Gemfile.lock ./\n';
const GEMFILE = "source 'https://rubygems.org'\ngem 'rack'\n";
const LOCK = 'GEM\n  remote: https://rubygems.org/\n  specs:\n    rack (3.0.0)\n\nBUNDLED WITH\n   2.5.3\n';
const FILES = { Gemfile: GEMFILE, 'Gemfile.lock': LOCK };
const HOME = '/usr/local/bundle/cache';
const VENDORED = '/app/vendor/bundle/ruby/3.3.0/cache';

const config = (value: string) => ({ ...FILES, '.bundle/config': `---\n${value}\n` });

describe('what is a call of Bundler', () => {
  test.each([
    ['bundle', 'install'],
    ['bundle --jobs 4', 'install'],
    ['bundle install --jobs=4 --retry 3', 'install'],
    ['bundle _2.4.1_ install', 'install'],
    ['bundle -j 4 install', 'install'],
    ['bin/bundle install', 'install'],
    ['bundler update rack', 'install'],
    ['bundle --version', 'other'],
    ['bundle exec rake', 'other'],
    ['bundle check', 'other'],
    ['bundle config', 'other'],
    ['bundle config path', 'other'],
    ['bundle config set path x', 'configure'],
    ['bundle config --global path x', 'configure'],
    ['bundle clean --force', 'other'],
    ['bundle $VERB', 'other'],
  ])('%s: %s', (command, kind) => {
    expect(callsOf(`${RUBY}RUN ${command}\n`)).toEqual([`bundler ${kind}`]);
  });
});

describe('where bundle install has its cache', () => {
  test.each([
    ['the official image', `${RUBY}${COPY}RUN bundle install\n`, HOME],
    ['another user', `${RUBY}RUN useradd -u 1001 -m app\nUSER app\n${COPY}RUN bundle install\n`, HOME],
    ['BUNDLE_PATH', `${RUBY}ENV BUNDLE_PATH=/gems\n${COPY}RUN bundle install\n`, '/gems/ruby/3.3.0/cache'],
    [
      'a variable of the RUN',
      `${RUBY}${COPY}RUN BUNDLE_PATH=/gems bundle install\n`,
      '/gems/ruby/3.3.0/cache',
    ],
    ['deployment', `${RUBY}ENV BUNDLE_DEPLOYMENT=1\n${COPY}RUN bundle install\n`, VENDORED],
    ['no deployment', `${RUBY}ENV BUNDLE_DEPLOYMENT=0\n${COPY}RUN bundle install\n`, HOME],
    ['--deployment', `${RUBY}${COPY}RUN bundle install --deployment\n`, VENDORED],
    ['--path', `${RUBY}${COPY}RUN bundle install --path vendor/bundle\n`, VENDORED],
    [
      'a setting',
      `${RUBY}${COPY}RUN bundle config set --local path vendor/bundle && bundle install\n`,
      VENDORED,
    ],
    [
      'a setting of an earlier step',
      `${RUBY}RUN bundle config path /gems\n${COPY}RUN bundle install\n`,
      '/gems/ruby/3.3.0/cache',
    ],
    [
      'deployment with a path',
      `${RUBY}ENV BUNDLE_DEPLOYMENT=1 BUNDLE_PATH=/usr/local/bundle\n${COPY}RUN bundle install\n`,
      '/usr/local/bundle/ruby/3.3.0/cache',
    ],
    [
      'GEM_HOME',
      `FROM debian:12\nENV GEM_HOME=/gems\nWORKDIR /app\n${COPY}RUN bundle install\n`,
      '/gems/cache',
    ],
    ['--gemfile', `${RUBY}COPY . /src\nRUN bundle install --gemfile=/src/Gemfile\n`, HOME],
    ['a subfolder', `${RUBY}${COPY}RUN mkdir x && cd x && bundle install\n`, HOME],
  ])('%s', (_name, text, path) => {
    expect(cachesOf(text, FILES)).toEqual([`bundler ${path}`]);
  });

  test('a configuration that is copied', () => {
    const text = 'FROM debian:12\nENV GEM_HOME=/gems\nWORKDIR /app\nCOPY . .\nRUN bundle install\n';
    expect(cachesOf(text, config('BUNDLE_WITHOUT: "test"'))).toEqual(['bundler /gems/cache']);
    expect(cachesOf(text, config('BUNDLE_PATH: "vendor/bundle"'))).toEqual(['bundler: cache-moved']);
    expect(cachesOf(`${RUBY}COPY . .\nRUN bundle install\n`, config('BUNDLE_PATH: "x"'))).toEqual([
      `bundler ${HOME}`,
    ]);
  });
});

describe('which bundle install gets no cache', () => {
  test.each([
    ['GEM_HOME is not known', `FROM debian:12\nWORKDIR /app\n${COPY}RUN bundle install\n`, 'cache-moved'],
    [
      'the version of Ruby is not known',
      `FROM ruby:3\nENV BUNDLE_PATH=/gems\nWORKDIR /app\n${COPY}RUN bundle install\n`,
      'cache-moved',
    ],
    [
      'a preview',
      `FROM ruby:3.4-rc\nENV BUNDLE_PATH=/gems\nWORKDIR /app\n${COPY}RUN bundle install\n`,
      'cache-moved',
    ],
    [
      'an old Ruby with a path',
      `FROM ruby:2.6\nENV BUNDLE_PATH=/gems\nWORKDIR /app\n${COPY}RUN bundle install\n`,
      'cache-moved',
    ],
    ['two paths', `${RUBY}ENV BUNDLE_PATH=/gems\n${COPY}RUN bundle install --path x\n`, 'cache-moved'],
    [
      '--deployment beside BUNDLE_PATH',
      `${RUBY}ENV BUNDLE_PATH=/gems\n${COPY}RUN bundle install --deployment\n`,
      'cache-moved',
    ],
    ['an unknown path', `${RUBY}ARG P\nENV BUNDLE_PATH=$P\n${COPY}RUN bundle install\n`, 'cache-moved'],
    [
      'a folder that a mount would make for root',
      `${RUBY}RUN useradd -u 1001 -m app\nUSER app\nENV BUNDLE_PATH=/home/app/gems\n${COPY}RUN bundle install\n`,
      'cache-parent-missing',
    ],
    [
      'a path that is deleted',
      `${RUBY}RUN bundle config --delete path\n${COPY}RUN bundle install\n`,
      'cache-moved',
    ],
    ['--local', `${RUBY}${COPY}RUN bundle install --local\n`, 'no-network-install'],
    ['bundle cache', `${RUBY}${COPY}RUN bundle cache\n`, 'no-network-install'],
    [
      'global_gem_cache',
      `${RUBY}ENV BUNDLE_GLOBAL_GEM_CACHE=true\n${COPY}RUN bundle install\n`,
      'cache-key-incomplete',
    ],
    ['no_install', `${RUBY}ENV BUNDLE_NO_INSTALL=true\n${COPY}RUN bundle install\n`, 'cache-needed-later'],
    [
      'a mirror',
      `${RUBY}RUN bundle config mirror.https://rubygems.org https://m.example.com\n${COPY}RUN bundle install\n`,
      'cache-key-incomplete',
    ],
    [
      'a mirror of a variable',
      `${RUBY}ENV BUNDLE_MIRROR__ALL=https://m.example.com\n${COPY}RUN bundle install\n`,
      'cache-key-incomplete',
    ],
    ['a Gemfile of a step', `${RUBY}RUN bundle init && bundle install\n`, 'input-outside'],
    [
      'BUNDLE_GEMFILE elsewhere',
      `${RUBY}ENV BUNDLE_GEMFILE=/x/Gemfile\n${COPY}RUN bundle install\n`,
      'input-outside',
    ],
  ])('%s', (_name, text, code) => {
    expect(cachesOf(text, FILES)).toEqual([`bundler: ${code}`]);
  });

  test.each([
    ["source 'https://gems.example.com'\n", undefined],
    ["source('https://gems.example.com') { gem 'a' }\n", undefined],
    [`${GEMFILE}source "https://gems.example.com" do\n  gem 'a'\nend\n`, LOCK],
    [`${GEMFILE}gem 'a', source: 'https://gems.example.com'\n`, LOCK],
    [`${GEMFILE}gem 'a', :source => 'https://gems.example.com'\n`, LOCK],
    ["source ENV['GEMS']\n", LOCK],
    ['source ENV.fetch("GEMS") { "https://rubygems.org" }\n', LOCK],
    [`${GEMFILE}eval_gemfile 'more.rb'\n`, undefined],
    [GEMFILE, LOCK.replace('rubygems.org', 'gems.example.com')],
    [GEMFILE, `${LOCK}\nPLUGIN SOURCE\n  remote: https://p.example.com\n  type: x\n`],
  ])('it may have other gems than rubygems.org: %j', (gemfile, lock) => {
    const files = { Gemfile: gemfile, ...(lock === undefined ? {} : { 'Gemfile.lock': lock }) };
    expect(cachesOf(`${RUBY}COPY . .\nRUN bundle install\n`, files)).toEqual([
      'bundler: cache-key-incomplete',
    ]);
  });

  test.each([
    ["source 'https://rubygems.org'\n# source 'https://gems.example.com'\n", undefined],
    ['source :rubygems\n', undefined],
    [`${GEMFILE}eval_gemfile 'more.rb'\n`, LOCK],
    [
      `${GEMFILE}gem 'x', git: 'https://git.example.com/x'\ngem 'y', path: 'y'\n`,
      `GIT\n  remote: https://git.example.com/x\n${LOCK}`,
    ],
    [`${GEMFILE}gem 'resource', '1' # a source of joy\n`, LOCK],
  ])('rubygems.org alone: %j', (gemfile, lock) => {
    const files = { Gemfile: gemfile, ...(lock === undefined ? {} : { 'Gemfile.lock': lock }) };
    expect(cachesOf(`${RUBY}COPY . .\nRUN bundle install\n`, files)).toEqual([`bundler ${HOME}`]);
  });

  test('the build context is not known', () => {
    expect(cachesOf(`${RUBY}${COPY}RUN bundle install\n`)).toEqual(['bundler: context-unknown']);
  });

  test('the project has its gems with it', () => {
    const files = { ...FILES, 'vendor/cache/rack-3.0.0.gem': '' };
    expect(cachesOf(`${RUBY}COPY . .\nRUN bundle install\n`, files)).toEqual(['bundler: no-network-install']);
    // The second one puts into vendor/cache what the first one left.
    const twice = `${RUBY}${COPY}RUN bundle install\nCOPY . .\nRUN bundle install\n`;
    expect(cachesOf(twice, files)).toEqual(['bundler: cache-needed-later', 'bundler: no-network-install']);
  });
});

describe('what takes the cache away or needs it', () => {
  const RAILS = `FROM ruby:3.3.4-slim\nWORKDIR /rails\nENV BUNDLE_DEPLOYMENT=1 BUNDLE_PATH=/usr/local/bundle\n${COPY}`;
  test.each([
    [
      'rm of the folder',
      `${RUBY}${COPY}RUN bundle install && rm -rf /usr/local/bundle/cache\n`,
      `bundler ${HOME}`,
    ],
    [
      'rm of the gems',
      `${RUBY}${COPY}RUN bundle install && rm -rf /usr/local/bundle/cache/*.gem\n`,
      `bundler ${HOME}`,
    ],
    [
      'find for something else',
      `${RUBY}${COPY}RUN bundle install && find /usr/local/bundle/gems -name '*.o' -delete\n`,
      `bundler ${HOME}`,
    ],
    [
      'rm of all',
      `${RUBY}${COPY}RUN bundle install && rm -rf /usr/local/bundle/*\n`,
      'bundler: cleaner-in-the-way',
    ],
    [
      'chown of all',
      `${RUBY}${COPY}RUN bundle install && chown -R app /usr/local/bundle\n`,
      'bundler: cleaner-in-the-way',
    ],
    [
      'as Rails writes it',
      `${RAILS}RUN bundle install && rm -rf ~/.bundle/ "\${BUNDLE_PATH}"/ruby/*/cache "\${BUNDLE_PATH}"/ruby/*/bundler/gems/*/.git && bundle exec bootsnap precompile --gemfile\n`,
      'bundler /usr/local/bundle/ruby/3.3.0/cache',
    ],
    [
      'a wider wildcard',
      `${RAILS}RUN bundle install && rm -rf "\${BUNDLE_PATH}"/ruby/*/*\n`,
      'bundler: cleaner-in-the-way',
    ],
    [
      'a later bundle pristine',
      `${RUBY}${COPY}RUN bundle install\nRUN bundle pristine\n`,
      'bundler: cache-needed-later',
    ],
    [
      'a later bundle cache',
      `${RUBY}${COPY}RUN bundle install\nRUN bundle cache\n`,
      'bundler: cache-needed-later',
    ],
    [
      'a later COPY',
      `${RUBY}${COPY}RUN bundle install\nFROM debian:12\nCOPY --from=0 /usr/local/bundle/cache /x\n`,
      'bundler: cache-needed-later',
    ],
    [
      'a later COPY of all',
      `${RUBY}${COPY}RUN bundle install\nFROM debian:12\nCOPY --from=0 /usr/local/bundle /usr/local/bundle\n`,
      `bundler ${HOME}`,
    ],
  ])('%s', (_name, text, result) => {
    expect(cachesOf(text, FILES)[0]).toBe(result);
  });
});

describe('gem install', () => {
  test.each([
    ['gem install rails', [`gem ${HOME}`]],
    ['gem install --no-document -N rails:7.1 -v 7.1', [`gem ${HOME}`]],
    ['gem install bundler:$V', [`gem ${HOME}`]],
    [
      'gem install nokogiri -- --use-system-libraries --with-xml2-include=/usr/include/libxml2',
      [`gem ${HOME}`],
    ],
    ['gem update --system', [`gem ${HOME}`]],
    ['gem install -i /gems rake', ['gem /gems/cache']],
    ['GEM_HOME=/x gem install rake', ['gem /x/cache']],
    ['gem install --user-install rake', ['gem: cache-moved']],
    ['gem install --local rake', ['gem: no-network-install']],
    ['gem install --source https://gems.example.com x', ['gem: cache-key-incomplete']],
    ['gem install -s https://rubygems.org x', [`gem ${HOME}`]],
    ['gem sources --add https://gems.example.com && gem install x', ['gem: cache-key-incomplete']],
    ['gem install ./x-1.0.gem', ['gem: cache-key-incomplete']],
    ['gem install pkg/*.gem', ['gem: cache-key-incomplete']],
    ['gem install $GEM', ['gem: cache-key-incomplete']],
    ['gem build x.gemspec && gem install x', ['gem: cache-key-incomplete']],
    ['gem env', []],
    // What Bundler must not find there, RubyGems must not put there.
    ['gem install bundler && bundle install', ['gem: context-unknown', 'bundler: context-unknown']],
    ['gem install rake && gem install x-1.gem', ['gem: cache-key-incomplete', 'gem: cache-key-incomplete']],
  ])('%s', (command, result) => {
    expect(cachesOf(`${RUBY}RUN ${command}\n`)).toEqual(result);
  });

  test.each([
    ['FROM debian:12\nRUN gem install rake\n', {}, 'gem: cache-moved'],
    [
      'FROM ruby:3.3\nCOPY gemrc /root/.gemrc\nRUN gem install rake\n',
      { gemrc: ':sources:\n- http://x' },
      'gem: cache-key-incomplete',
    ],
    [
      'FROM ruby:3.3\nCOPY gemrc /root/.gemrc\nRUN gem install rake\n',
      { gemrc: 'gem: --no-document' },
      `gem ${HOME}`,
    ],
    [
      'FROM ruby:3.3\nWORKDIR /app\nCOPY . .\nRUN gem install rake\n',
      { 'rake-1.0.gem': '' },
      'gem: cache-key-incomplete',
    ],
    [
      'FROM ruby:3.3\nWORKDIR /app\nCOPY Gemfile* ./\nRUN gem install bundler && bundle install\n',
      FILES,
      `gem ${HOME}`,
    ],
    [
      'FROM ruby:3.3\nRUN gem install rake\nWORKDIR /app\nCOPY Gemfile* ./\nRUN bundle cache\n',
      FILES,
      'gem: cache-needed-later',
    ],
  ])('%j', (text, files, result) => {
    expect(cachesOf(text, files)[0]).toBe(result);
  });
});
