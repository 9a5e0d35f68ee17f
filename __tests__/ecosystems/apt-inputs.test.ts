import { describe, expect, test } from '@jest/globals';
import { inputsOf } from '../support/call-inputs.js';

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
  ])('%s %j', (run, texts, code) => {
    expect(aptInputs(run, texts)).toMatchObject({ code });
  });
});

describe('what it reads', () => {
  test.each([
    ['apt-get install -y tree nodejs=$V', {}, [], []],
    ['apt-get upgrade -y', {}, [], []],
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
