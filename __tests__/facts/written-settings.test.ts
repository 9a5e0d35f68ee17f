import { describe, expect, test } from '@jest/globals';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { factsOf } from '../../src/facts/facts.js';
import { namedInSettings } from '../../src/facts/written-settings.js';

function named(before: string, install = 'apt-get install -y foo', name = 'first'): string[] {
  const text = `FROM debian:12 AS ${name}\nARG X\nENV REPO=/app/repo\nWORKDIR /app\n${before}\nCOPY . .\nRUN ${install}\n`;
  const stage = factsOf(parseDockerfile(text)).stages.at(-1);
  const run = stage?.runs.at(-1);
  const environment = run?.commands.at(-1)?.environment;
  if (stage === undefined || run === undefined || environment === undefined) throw new Error('no RUN');
  return namedInSettings(stage, run, environment).map(({ path }) => path);
}

describe('paths in settings that steps before wrote', () => {
  test.each([
    ['echo "deb [trusted=yes] file:/app/repo ./" > /etc/apt/sources.list.d/l.list', '/app/repo'],
    ['echo "deb file://$REPO ./" | tee -a /etc/apt/sources.list', '/app/repo'],
    ['echo "deb [signed-by=/app/key.gpg] http://x/ ./" >> /etc/apt/sources.list', '/app/key.gpg'],
    ['printf "URIs: file:/app/repo\\nSuites: ./\\n" > /etc/apt/sources.list.d/l.sources', '/app/repo'],
    ['<<EOF\ncat > /etc/apt/l.list <<EOT\ndeb file:/app/repo ./\nEOT\nEOF', '/app/repo'],
    ['echo "deb file:$X ./" > /etc/apt/sources.list', '/'],
    ['echo "deb [signed-by=/app/$X.gpg] http://x ./" > /etc/apt/sources.list', '/app'],
    ['echo "deb file:/app/repo ./" > $X', '/app/repo'],
    ['add-apt-repository "deb file:/app/repo ./"', '/app/repo'],
    ['ln -s /app/pip.conf /etc/pip.conf', '/app/pip.conf'],
    ['printf "[install]\\nconstraint = constraints.txt\\n" > /etc/pip.conf', '/app/constraints.txt'],
    ['echo "cafile=certs/ca.pem" > ~/.npmrc', '/app/certs/ca.pem'],
    ['git config --global http.sslCAInfo /app/ca.pem', '/app/ca.pem'],
    ['npm config set cafile /app/ca.pem', '/app/ca.pem'],
  ])('%s', (run, path) => {
    expect(named(`RUN ${run}`)).toContain(path);
  });

  test('in the same RUN, in a stage below but not in another, and in a COPY of its own text', () => {
    const line = 'echo "deb file:/app/repo ./" > /etc/apt/sources.list';
    expect(named('', `${line} && apt-get install -y foo`)).toContain('/app/repo');
    expect(named(`RUN ${line}\nFROM debian:12`)).toEqual([]);
    expect(named(`RUN ${line}\nFROM base`, undefined, 'base')).toContain('/app/repo');
    expect(named('COPY <<EOF /etc/apt/sources.list.d/l.list\ndeb file:/app/repo ./\nEOF')).toContain(
      '/app/repo',
    );
  });

  test.each([
    'mkdir -p /app && chown node /app',
    'echo "export PATH=/app/bin:$PATH" >> /etc/profile',
    'echo /app/x > /opt/note',
    'git config --global --add safe.directory /app',
    'useradd -d /app app',
    'echo "deb [arch=$(dpkg --print-architecture)] https://x/debian $(lsb_release -cs) stable" > /etc/apt/sources.list.d/x.list',
  ])('none of the project in %s', (run) => {
    expect(named(`RUN ${run}`).filter((path) => path === '/' || path === '/app')).toEqual([]);
    expect(named(`RUN ${run}`).filter((path) => path === '/app/x' || path === '/app/bin')).toEqual([]);
  });
});
