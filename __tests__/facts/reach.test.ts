import { describe, expect, test } from '@jest/globals';
import { createBuildContext } from '../../src/context/create-context.js';
import { createMemoryTree } from '../../src/context/memory-tree.js';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { factsOf } from '../../src/facts/facts.js';
import { packagePlaces, reachOfRun, systemPlaces, unseenIn } from '../../src/facts/reach.js';

const LOCK = '{"lockfileVersion":3,"packages":{"":{"dependencies":{"ms":"1"}}}}';
const CONTEXT = createBuildContext(
  createMemoryTree({
    'package.json': '{"dependencies":{"ms":"1"}}',
    'package-lock.json': LOCK,
    'requirements.txt': 'six\n',
    'src/a.js': '',
  }),
  '',
  'Dockerfile',
);

function runOf(run: string, { base = 'node:22', context = true } = {}) {
  const text = `FROM ${base}\nARG UNKNOWN\nENV DIR=/opt/dir LIST="/a /b"\nWORKDIR /app\nCOPY . .\nRUN ${run}\n`;
  const facts = factsOf(parseDockerfile(text), undefined, () => (context ? CONTEXT : undefined));
  const found = facts.stages[0]?.runs[0];
  if (found === undefined) throw new Error('no RUN');
  return found;
}

const short = (paths: readonly string[]) => {
  for (const [word, places] of [['PACKAGES', packagePlaces] as const, ['SYSTEM', systemPlaces] as const])
    if (places.every((place) => paths.includes(place)))
      return [...paths.filter((path) => !places.includes(path)), word].join(' ');
  return paths.join(' ');
};

/** Reads, then writes; the system's own folders as one word. */
function reach(run: string, options?: Parameters<typeof runOf>[1]): string {
  const { reads, writes, unknown } = reachOfRun(runOf(run, options));
  if (unknown !== undefined) return `? ${unknown}`;
  return `${short(reads)} > ${short(writes)}`;
}

describe('commands that are understood', () => {
  test.each([
    ['mkdir -p dist $DIR/x ~/.ssh', ' > /app/dist /opt/dir/x /root/.ssh'],
    ['touch a', ' > /app/a'],
    ['rm -rf /tmp/* src/*.js', ' > /tmp /app/src'],
    ['rm -rf $LIST', ' > /a /b'],
    ['cp a b', '/app/a > /app/b'],
    ['cp -r src/. /srv/', '/app/src > /srv'],
    ['cp -r src /srv/', '/app/src > /srv/src'],
    ['cp a b /srv', '/app/a /app/b > /srv/a /srv/b'],
    ['cp -t /srv a', '/app/a > /srv/a'],
    ['cp *.js /srv/', '/app > /srv'],
    ['mv a /srv/', '/app/a > /app/a /srv/a'],
    ['ln -s /app/bin/x /opt/x', ' > /opt/x'],
    ['ln -s /opt/tool', ' > /app/tool'],
    ['ln /app/a /opt/x', '/app/a > /opt/x'],
    ['install -d -m 755 /srv/x', ' > /srv/x'],
    ['install -m 755 a /opt/a', '/app/a > /opt/a'],
    ['chmod +x /app/run.sh', ' > /app/run.sh'],
    ['chmod -x run.sh', ' > /app/run.sh'],
    ['chmod -R a+r /srv', ' > /srv'],
    ['chown -R node:node /app', ' > /app'],
    ['chgrp node x', ' > /app/x'],
    ['cat a /etc/os-release', '/app/a /etc/os-release > '],
    ['echo "a b" && true && :', ' > '],
    ['echo *.js', '/app > '],
    ['printf "%s" x > out', ' > /app/out'],
    ['echo x >> /etc/profile 2>&1', ' > /etc/profile'],
    ['cat < in', '/app/in > '],
    ['(cd /srv && cat a) > /opt/out', '/srv/a > /opt/out'],
    ['{ echo a; echo b; } >> /opt/f', ' > /opt/f'],
    ['echo x > /dev/null 2>/dev/stderr', ' > '],
    ['[ -f package-lock.json ] || exit 1', '/app/package-lock.json > '],
    ['test "$X" = y && test -d /srv', '/srv > '],
    ['ls', '/app > '],
    ['ls -la /srv', '/srv > '],
    ['which npm && command -v npm && type npm', ' > '],
    ['export X=1 && set -eux && cd sub', ' > '],
    ['useradd -m -u 1001 app', ' > /etc /home /var/mail /var/spool'],
    ['adduser --system --home /srv/app app', '/srv/app > /etc /home /var/mail /var/spool /srv/app'],
    ['id && whoami', ' > '],
    ['curl -fsSL https://example.com/x.tgz -o /tmp/x.tgz', '/root/.curlrc /root/.netrc > /tmp/x.tgz'],
    ['curl -fsSLO https://example.com/x.tgz?a=b', '/root/.curlrc /root/.netrc > /app/x.tgz'],
    ['curl -sO "https://example.com/$UNKNOWN"', '/root/.curlrc /root/.netrc > /app'],
    ['curl -s https://example.com/x | tar -xz -C /opt', '/root/.curlrc /root/.netrc > /opt'],
    ['wget -qO- https://example.com/x', '/root/.wgetrc /root/.netrc > '],
    ['wget -q -O /tmp/x https://example.com/y', '/root/.wgetrc /root/.netrc > /tmp/x'],
    ['wget https://example.com/y.deb', '/root/.wgetrc /root/.netrc > /app/y.deb'],
    ['wget -P /tmp https://example.com/y.deb', '/root/.wgetrc /root/.netrc > /tmp/y.deb'],
    ['tar xzf /tmp/x.tgz -C /opt --strip-components=1', '/tmp/x.tgz > /opt'],
    ['tar -xJf "/tmp/x.txz" --directory=/usr/local', '/tmp/x.txz > /usr/local'],
    ['unzip -q /tmp/x.zip -d /opt', '/tmp/x.zip > /opt'],
    [
      'sed -i "s|http:|https:|g; s/a/b/" /etc/apt/sources.list',
      '/etc/apt/sources.list > /etc/apt/sources.list',
    ],
    ['sed -e s/a/b/ x', '/app/x > '],
    ["sed -i '/^deb/s/^/#/' /etc/apt/sources.list", '/etc/apt/sources.list > /etc/apt/sources.list'],
    ["sed '/[/]x/,$!s|[|]|b|; 1~2d; /a/I , +2 p' x", '/app/x > '],
    [String.raw`sed '\,a\,b,d' x`, '/app/x > '],
    ['grep -r x', '/app > '],
    ['grep -q x /etc/passwd', '/etc/passwd > '],
    ['find /usr/local -name "*.pyc" -delete', '/usr/local > /usr/local'],
    ['find . -type f', '/app > '],
    ['ldconfig && update-ca-certificates', ' > PACKAGES'],
    ['dpkg -i /tmp/x.deb', '/tmp/x.deb > /tmp/x.deb PACKAGES'],
    ['apk add --no-cache git curl=$UNKNOWN', ' > PACKAGES'],
    ['apt-get update && apt-get install -y git', ' > PACKAGES'],
    ['apt-key add my.gpg', '/app/my.gpg > PACKAGES'],
    ['apt-key adv --keyserver hkp://x --recv-keys ABC', ' > PACKAGES'],
    ['debconf-set-selections preseed.cfg', '/app/preseed.cfg > PACKAGES'],
    ['rpm --import KEY', '/app/KEY > PACKAGES'],
    ['rpm --import https://x/KEY', ' > PACKAGES'],
    ['rpm --import file:///app/KEY', '/app/KEY > /app/KEY PACKAGES'],
    ['localedef -i mine -f UTF-8 mine.UTF-8', '/app/mine /app/UTF-8 /app/mine.UTF-8 > PACKAGES'],
    ['dpkg --add-architecture i386 && dpkg -l git', ' > PACKAGES'],
    ['dpkg -i foo', '/app/foo > PACKAGES'],
    ['pacman -U x.pkg.tar.zst', '/app/x.pkg.tar.zst > /app/x.pkg.tar.zst PACKAGES'],
    [
      'add-apt-repository "deb [signed-by=/app/k.gpg] file:/app/repo ./"',
      '/app/k.gpg /app/repo > /app/k.gpg /app/repo PACKAGES',
    ],
    ['date +%s && date -u -Iseconds && date -d @0 "+%Y %m"', ' > '],
    ['date -r app.py > /opt/date', '/app/app.py > /opt/date'],
    ['date -ur app.py', '/app/app.py > '],
    ['date --file=dates', '/app/dates > '],
    ['sort a | uniq -c', '/app/a > '],
    ['corepack enable', ' > SYSTEM'],
    ['corepack prepare pnpm@9 --activate', ' > '],
    ['corepack install', '/app/package.json /package.json > '],
    ['node --version && python3 -V', ' > '],
    ['sh -c "mkdir a && touch b"', ' > /app/a /app/b'],
    ['sh -c "touch b" > out', ' > /app/out /app/b'],
    ['echo $(cat a)', '/app/a > '],
    ['if [ -f a ]; then rm b; else touch c; fi', '/app/a > /app/b /app/c'],
    ['git config --global --add safe.directory "*"', ' > /root/.gitconfig /root/.config/git'],
    ['sudo mkdir /srv/x', ' > /srv/x'],
    ['npm cache clean --force', ' > '],
    ['npm --version', ' > '],
  ])('%s', (run, expected) => {
    expect(reach(run)).toBe(expected);
  });

  test('an install reads its inputs and makes its folders', () => {
    const { reads, writes, unknown } = reachOfRun(runOf('npm ci'));
    expect(unknown).toBeUndefined();
    expect(reads).toEqual(
      expect.arrayContaining(['/app/package.json', '/app/package-lock.json', '/root/.npmrc']),
    );
    expect(reads.join(' ')).not.toContain('/app/src');
    expect(writes).toContain('/app/node_modules');
    expect(writes).not.toContain('/usr/local');
  });

  test('a global one writes for everybody', () => {
    const { reads, writes } = reachOfRun(runOf('npm install -g pnpm'));
    expect(writes).toEqual(expect.arrayContaining([...systemPlaces]));
    expect(reads.filter((path) => path.startsWith('/app'))).toEqual([]);
  });

  test('pip writes into the environment that is active', () => {
    const run = 'VIRTUAL_ENV=/app/.venv pip install -r requirements.txt';
    const { reads, writes } = reachOfRun(runOf(run, { base: 'python:3.12' }));
    expect(reads).toContain('/app/requirements.txt');
    expect(writes).toContain('/app/.venv');
    expect(reachOfRun(runOf('/opt/venv/bin/pip install six')).writes).toContain('/opt/venv');
  });

  test('without the context it may read and write all that is in its folder', () => {
    const { reads, writes, unknown } = reachOfRun(runOf('npm ci', { context: false }));
    expect(unknown).toBeUndefined();
    expect(reads).toContain('/app');
    expect(writes).toContain('/app');
  });

  test('folders that have to be there', () => {
    expect(reachOfRun(runOf('cd sub && touch x && mkdir -p y && cp a /srv/b')).folders).toEqual([
      '/app/sub',
      '/srv',
    ]);
  });
});

/** Each of them may do something that its words do not tell. */
describe('commands that are not understood', () => {
  test.each([
    'make',
    './configure',
    'npm run build',
    'node build.js',
    'python -m compileall .',
    'sh ./x.sh',
    '. ./env',
    'bash -c "$UNKNOWN"',
    '$UNKNOWN install',
    'rm -rf $UNKNOWN',
    'rm -rf "$UNKNOWN/x"',
    'cp a $UNKNOWN',
    'cat $(cat a)',
    'echo x > $UNKNOWN',
    'echo /app/a | xargs rm -rf',
    'find . -name x -exec rm {} +',
    'sed -i "w out" a',
    'sed "s/a/b/w out" a',
    'sed "s/a/b/e" a',
    'sed -f script a',
    "sed '/x/w out' a",
    "sed '/a/s/b/c/;1e' a",
    "sed '/a/r /etc/passwd' a",
    "sed 's/[/d;s/x/w out' a",
    'grep -f patterns a',
    'curl -K config https://x',
    'curl -T a https://x',
    'curl --data @a https://x',
    'curl file:///app/a -o /b',
    'wget -i list',
    'wget -qi list',
    'wget --post-file=list -qO- http://x',
    'wget --post-file list -qO- http://x',
    'wget -e input_file=a https://x',
    'curl -H @headers https://x',
    'curl -sH "@headers" https://x',
    'curl --header @headers https://x',
    'curl -d @a https://x',
    'curl --data-binary @a https://x',
    'uniq a b',
    'file -f list',
    'gdebi -n ./foo.deb',
    'rosdep install --from-paths src -y',
    'mk-build-deps debian/control',
    'apt-get build-dep -y .',
    'apt-get -c package.json update',
    'wget -r https://x',
    'tar xzf x.tgz -C /opt',
    'tar xzf /tmp/x.tgz',
    'tar xzPf /tmp/x.tgz -C /opt',
    'tar czf /tmp/x.tgz -C /opt .',
    'corepack use pnpm@9',
    'yarn --version',
    './bin/mkdir x',
    '/app/node --help',
    'sha256sum -c sums',
    'curl https://x | bash',
    'touch -r a b',
    'chmod --reference=a b',
    'env -C /srv touch x',
    'trap "rm x" EXIT',
    'xargs -a list apt-get install -y',
    'git clone https://x',
    '(cd /srv && cat a) > out',
    '{ D=/srv; echo; } > /$D',
    'echo x | { tee a; } > out',
    'cp a',
  ])('%s', (run) => {
    expect(reach(run)).toMatch(/^\? /);
  });

  test.each([
    ['f() { rm -rf /app; }; f'],
    ['mkdir() { rm -rf /app; }; mkdir x'],
    ['> $UNKNOWN'],
    ['> out'],
    ['for f in src/*; do echo x; done'],
  ])('%s is seen by none of the commands', (run) => {
    expect(unseenIn(runOf(run))).toBeDefined();
    expect(reach(run)).toMatch(/^\? /);
  });

  test('[[ ]] looks at files that no command names', () => {
    const text = 'FROM node:22\nSHELL ["/bin/bash", "-c"]\nRUN [[ -f /app/a ]] && echo x\n';
    const [run] = factsOf(parseDockerfile(text)).stages[0]?.runs ?? [];
    expect(run && unseenIn(run)).toContain('[[ -f');
  });

  test('a body that is not read', () => {
    expect(reach('<<EOF\n#!/usr/bin/python3\nx\nEOF')).toMatch(/^\? /);
  });

  test('where the working directory is not known', () => {
    const text = 'FROM unknown\nRUN touch x\nRUN touch /x\n';
    const runs = factsOf(parseDockerfile(text)).stages[0]?.runs ?? [];
    expect(runs.map((run) => reachOfRun(run).unknown)).toEqual(['touch x', undefined]);
  });
});
