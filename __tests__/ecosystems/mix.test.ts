import { describe, expect, test } from '@jest/globals';
import { rewriteText as rewrite } from '../support/examples.js';
import { cachesOf, callsOf } from './support.js';

/** No real build has shown it yet. */
const rewriteText = (text: string) => rewrite(text, { unsafe: true });

const IMAGE = 'FROM elixir:1.18\nWORKDIR /app\nCOPY . .\n';
const PACKAGES = 'mix /root/.hex/packages';

describe('mix', () => {
  test.each([
    'mix deps.get',
    'MIX_ENV=prod mix deps.get --force --only prod',
    'mix --quiet deps.update --all',
    'mix do deps.get, deps.compile',
    'mix do --app web deps.get + compile',
    'mix do compile , deps.get',
    'mix archive.install --force hex phx_new 1.7.0',
    'mix local.hex --force && mix deps.get',
  ])('%s downloads', (command) => {
    expect(callsOf(`${IMAGE}RUN ${command}\n`)).toEqual(['mix install']);
    expect(cachesOf(`${IMAGE}RUN ${command}\n`, {})).toEqual([PACKAGES]);
  });

  test.each([
    'mix local.hex --force',
    'mix deps.compile',
    'mix do compile, release',
    'mix archive.install --force https://example.com/phx_new.ez',
    'mix release --path deps.get',
    'mix --production',
  ])('%s is left alone', (command) => {
    expect(callsOf(`${IMAGE}RUN ${command}\n`)).toEqual([]);
  });

  test.each([
    ['ENV HEX_HOME=/opt/hex\nRUN mix deps.get', 'mix /opt/hex/packages'],
    ['RUN HEX_HOME=hex mix deps.get', 'mix /app/hex/packages'],
    ['ENV HOME=/srv\nRUN mix deps.get', 'mix /srv/.hex/packages'],
    ['ARG WHERE\nENV HEX_HOME=$WHERE/hex\nRUN mix deps.get', 'mix: cache-moved'],
    ['ENV MIX_XDG=1\nRUN mix deps.get', 'mix: cache-moved'],
    ['ENV XDG_CACHE_HOME=/x\nRUN mix deps.get', 'mix: cache-moved'],
    ['ENV HEX_HOME=/opt/hex XDG_CACHE_HOME=/x\nRUN mix deps.get', 'mix /opt/hex/packages'],
    ['USER 1234\nRUN mix deps.get', 'mix: cache-parent-missing'],
    ['RUN useradd -u 1500 -m app\nUSER app\nRUN mix deps.get', 'mix: cache-parent-missing'],
    ['RUN su app -c "mix deps.get"', 'mix: user-switched'],
  ])('%j: %s', (lines, cache) => {
    expect(cachesOf(`${IMAGE}${lines}\n`, {})).toEqual([cache]);
  });

  // A mount would hide the packages that an offline Hex needs.
  test.each([
    'RUN HEX_OFFLINE=1 mix deps.get',
    'ENV HEX_OFFLINE=true\nRUN mix deps.get',
    'RUN mix hex.config offline true && mix deps.get',
    'COPY hex.config /root/.hex/\nRUN mix deps.get',
  ])('offline: %j', (lines) => {
    expect(cachesOf(`${IMAGE}${lines}\n`, { 'hex.config': '{offline,true}.\n' })).toEqual([
      'mix: no-network-install',
    ]);
  });

  test('what an offline call needs later stays in the image', () => {
    expect(cachesOf(`${IMAGE}RUN mix deps.get\nRUN HEX_OFFLINE=1 mix deps.get\n`, {})).toEqual([
      'mix: cache-needed-later',
      'mix: no-network-install',
    ]);
  });

  test.each([
    ['RUN mix deps.get && rm -rf /root/.hex', 'mix: cleaner-in-the-way'],
    ['RUN mix deps.get\nFROM elixir:1.18\nCOPY --from=0 /root/.hex /root/.hex', 'mix: cache-needed-later'],
    ['RUN mix deps.get\nFROM elixir:1.18\nCOPY --from=0 /root/.mix /root/.mix', PACKAGES],
  ])('%j: %s', (lines, cache) => {
    expect(cachesOf(`${IMAGE}${lines}\n`, {})).toEqual([cache]);
  });

  test('a removal of the packages alone goes', () => {
    const { after } = rewriteText(
      'FROM elixir:1.18\nRUN mix archive.install --force hex phx_new && rm -rf ~/.hex/packages\n',
    );
    expect(after).toContain('target=/root/.hex/packages,sharing=locked');
    expect(after).not.toContain('rm -rf');
  });
});
