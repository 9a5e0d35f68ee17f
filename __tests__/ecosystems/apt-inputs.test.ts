import { describe, expect, test } from '@jest/globals';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { factsOf } from '../../src/facts/facts.js';
import { inputsOf } from '../support/call-inputs.js';
import { imageFiles } from '../support/image-files.js';

const aptInputs = (run: string, texts: Readonly<Record<string, string>>) =>
  inputsOf('apt', run, texts, { image: 'debian:12', before: 'ARG V\nWORKDIR /app\nCOPY . .' });

describe('what must not come before the sources', () => {
  test.each([
    ['apt-get install -y $(cat packages.txt)', {}, 'reads-sources'],
    ['apt-get install -y $(cat packages.txt)', { '/app/packages.txt': 'tree ./x.deb' }, 'reads-sources'],
    ["apt-get install -y $(grep -v '#' packages.txt)", { '/app/packages.txt': 'tree' }, 'reads-sources'],
    ['xargs apt-get install -y < packages.txt', { '/app/packages.txt': 'tree' }, 'reads-sources'],
    ['apt-get install -y $V', {}, 'reads-sources'],
    ['apt-get install -y ./x.deb', {}, 'input-outside'],
    ['apt-get install -y ./*/x.deb', { '/app/a/x.deb': '' }, 'reads-sources'],
    ['apt-get download tree', { '/app/old.deb': '' }, 'copy-overwrites'],
    ['apt-get build-dep -y .', { '/app/debian/control': '' }, 'reads-sources'],
    ['apt-get build-dep -y ./pkg', { '/app/pkg/debian/control': '' }, 'reads-sources'],
    ['apt-get -c apt.conf install -y curl', { '/app/apt.conf': '' }, 'reads-sources'],
    ['apt-get --config-file=/app/apt.conf install -y curl', { '/app/apt.conf': '' }, 'reads-sources'],
    ['APT_CONFIG=/app/apt.conf apt-get install -y curl', { '/app/apt.conf': '' }, 'reads-sources'],
    ['APT_CONFIG=$V apt-get install -y curl', {}, 'reads-sources'],
    ['apt-get -o Dir::Etc::sourcelist=/app/my.list install -y curl', {}, 'reads-sources'],
    ['apt-get -o Dir::Etc::sourcelist=./my.list install -y curl', {}, 'reads-sources'],
    ['apt-get -o DPkg::Post-Invoke::="sh x.sh" install -y curl', {}, 'reads-sources'],
    [
      'apt-get install -y foo',
      { '/etc/apt/sources.list.d/l.list': 'deb [trusted=yes] file:/app/repo ./', '/app/repo/Packages': '' },
      'reads-sources',
    ],
    [
      'apt-get install -y foo',
      {
        '/etc/apt/sources.list.d/l.sources': 'URIs: https://x\nSigned-By: /app/key.gpg\n',
        '/app/key.gpg': '',
      },
      'reads-sources',
    ],
  ])('%s %j', (run, texts, code) => {
    expect(aptInputs(run, texts)).toMatchObject({ code });
  });
});

describe('what it reads', () => {
  test.each([
    ['apt-get install -y tree nodejs=$V', {}, [], []],
    ['apt-get upgrade -y', {}, [], []],
    ['apt-get build-dep -y curl', {}, [], []],
    ['apt-get -c /etc/apt/own.conf install -y curl', {}, [], []],
    ['apt-get -o Dpkg::Options::=--force-confold -o Acquire::Retries=3 install -y curl', {}, [], []],
    [
      'apt-get install -y foo',
      {
        '/etc/apt/x.sources':
          '# file:/app/repo\nURIs: https://x\nSuites: /\nSigned-By: /etc/apt/keyrings/k.gpg',
        '/etc/apt/keyrings/k.gpg': '\0',
      },
      ['/etc/apt/keyrings/k.gpg', '/etc/apt/x.sources'],
      [],
    ],
    ['apt-get install -y ./x.deb tree', { '/app/x.deb': '' }, ['/app/x.deb'], []],
    ['cd pkg && apt-get install -y ./x.deb', { '/app/pkg/x.deb': '' }, ['/app/pkg/x.deb'], []],
    ['apt-get install -y /app/x.deb', { '/app/x.deb': '' }, ['/app/x.deb'], []],
    ['apt-get install -y ./*.deb', { '/app/x.deb': '', '/app/y.txt': '' }, ['/app/x.deb'], ['/app/*.deb']],
    [
      'apt-get install -y $(cat packages.txt)',
      { '/app/packages.txt': 'tree\njq' },
      ['/app/packages.txt'],
      [],
    ],
    [
      'apt-get install -y tree',
      { '/etc/apt/sources.list.d/x.list': '' },
      ['/etc/apt/sources.list.d/x.list'],
      [],
    ],
  ])('%s %j', (run, texts, reads, patterns) => {
    expect(aptInputs(run, texts)).toEqual({ reads, patterns, makes: [], ignore: [] });
  });
});

describe('calls that only look, and those that do not', () => {
  const { stages } = factsOf(
    parseDockerfile(
      'FROM debian:12\nWORKDIR /app\nCOPY . .\nRUN apt-cache policy x; apt list; apt-get -s install ./x.deb; apt-get -s install x; ' +
        'gdebi -n ./foo.deb; rosdep install --from-paths src -y; mk-build-deps debian/control; apt-get dselect-upgrade\n',
    ),
  );
  const calls = stages[0]?.runs[0]?.commands ?? [];
  test.each([
    ['apt-cache', undefined],
    ['apt', undefined],
    ['apt-get -s install ./x.deb', 'input-outside'],
    ['apt-get -s install x', undefined],
    ['gdebi', 'reads-sources'],
    ['rosdep', 'reads-sources'],
    ['mk-build-deps', 'reads-sources'],
    ['apt-get dselect-upgrade', 'reads-sources'],
  ])('%s: %s', (words, code) => {
    const found = calls.find(({ argv }) =>
      argv.words
        .map(({ raw }) => raw)
        .join(' ')
        .startsWith(words),
    );
    expect(found?.call?.call.kind).toBe('read');
    const inputs = found?.call?.ecosystem.inputs?.(found.call.call, found.environment, imageFiles({}));
    expect(inputs && 'code' in inputs ? inputs.code : undefined).toBe(code);
  });
});
