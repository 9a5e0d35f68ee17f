import { describe, expect, test } from '@jest/globals';
import { split } from './split.js';

const NODE = {
  'package.json': '{ "name": "shop", "dependencies": { "ms": "2.1.3" } }',
  'package-lock.json': '{ "lockfileVersion": 3, "packages": {} }',
  'src/index.js': 'console.log(1);',
  '.dockerignore': 'node_modules\n',
};
const MANIFESTS = 'COPY package.json package-lock.json ./';

/** The stage behind `FROM node:22` and `WORKDIR /app`. */
function lines(body: string, files: Readonly<Record<string, string>> = NODE): string {
  const head = 'FROM node:22\nWORKDIR /app\n';
  const result = split(`${head}${body}\n`, files);
  expect(result.stuck).toEqual([]);
  return result.text.slice(head.length).trimEnd();
}

function stuck(body: string, files: Readonly<Record<string, string>> = NODE): readonly string[] {
  const text = `FROM node:22\nWORKDIR /app\n${body}\n`;
  const result = split(text, files);
  expect(result.text).toBe(text);
  return result.stuck;
}

describe('settings that a step puts in place', () => {
  const PLACED = {
    ...NODE,
    'requirements.txt': 'zz\n',
    'docker/local.list': 'deb [trusted=yes] file:/app/repo ./\n',
    'docker/far.list': 'deb https://apt.example.org/debian stable main\n',
    'docker/pip.conf': '[install]\nno-index = true\nfind-links = /app/wheels\n',
    'docker/etc.tar': '',
    'docker/ws.yaml': 'packages: [packages/*]\n',
    'repo/Packages': '',
    'wheels/zz-1-py3-none-any.whl': '',
    'packages/a/package.json': '{ "name": "a" }',
  };
  test.each([
    'cp docker/local.list /etc/apt/sources.list.d/ && apt-get update && apt-get install -y zz',
    'cp docker/local.list /etc/apt/sources.list.d/\nRUN apt-get update && apt-get install -y zz',
    'cat docker/local.list > /etc/apt/sources.list.d/l.list && apt-get update && apt-get install -y zz',
    'cat docker/local.list | tee /etc/apt/sources.list.d/l.list && apt-get update && apt-get install -y zz',
    'install -m 644 docker/pip.conf /etc/pip.conf && pip install -r requirements.txt',
    'ln docker/pip.conf /etc/pip.conf && pip install -r requirements.txt',
    'ln -s /app/docker/pip.conf /etc/pip.conf && pip install -r requirements.txt',
    'mkdir -p ~/.pip && cp docker/pip.conf ~/.pip/pip.conf && pip install -r requirements.txt',
    'cp docker/ws.yaml pnpm-workspace.yaml && pnpm install',
    'tar -xf docker/etc.tar -C /etc && apt-get update && apt-get install -y zz',
  ])('%s', (run) => {
    expect(stuck(`COPY . .\nRUN ${run}`, PLACED).join()).toContain('step-between');
  });

  test('what another COPY brought names what this one brings', () => {
    const body =
      'COPY docker/pip.conf /opt/\nRUN cp /opt/pip.conf /etc/pip.conf\nCOPY . .\nRUN pip install -r requirements.txt';
    expect(stuck(body, PLACED).join()).toContain('step-between');
    expect(lines(body.replace('/etc/', '/opt/other/'), PLACED)).toMatch(/\nCOPY \. \.$/);
  });

  test.each([
    'cp docker/far.list /opt/far.list && pip install -r requirements.txt',
    'cp docker/far.list .env && npm ci',
    'echo "//r.example.org/:_authToken=x" > .npmrc && npm ci',
  ])('none in %s', (run) => {
    expect(lines(`COPY . .\nRUN ${run}`, PLACED)).toContain('\nCOPY . .');
  });

  test('a list that names nothing of the project', () => {
    expect(
      lines(
        'COPY . .\nRUN cp docker/far.list /etc/apt/sources.list.d/ && apt-get update && apt-get install -y zz',
        PLACED,
      ),
    ).toMatch(/^COPY docker\/far.list/);
  });
});

describe('the copy of a folder goes behind the install', () => {
  test.each([
    'COPY . .',
    'COPY ./ ./',
    'COPY . /app',
    'COPY --chown=node:node . .',
    'ADD . /app',
    'COPY [".", "."]',
  ])('%s', (copy) => {
    const [manifests, install, rest, ...more] = lines(`${copy}\nRUN npm ci`).split('\n');
    expect(manifests).toContain('package.json package-lock.json ');
    expect([install, rest, ...more]).toEqual(['RUN npm ci', copy]);
  });

  test('a folder that holds manifest and sources', () => {
    const files = Object.fromEntries(Object.entries(NODE).map(([path, text]) => [`web/${path}`, text]));
    expect(lines('COPY web/ .\nRUN npm ci', { ...files, '.dockerignore': '**/node_modules' })).toBe(
      'COPY web/package.json web/package-lock.json ./\nRUN npm ci\nCOPY web/ .',
    );
  });

  test('an install in a folder below', () => {
    const files = {
      ...NODE,
      'web/package.json': NODE['package.json'],
      'web/package-lock.json': NODE['package-lock.json'],
    };
    expect(lines('COPY . .\nRUN cd web && npm ci && npm run build', files)).toBe(
      'COPY web/package.json web/package-lock.json web/\nRUN cd web && npm ci\nCOPY . .\nRUN cd web && npm run build',
    );
  });

  test('several installs, each with its own manifests', () => {
    const files = { ...NODE, 'requirements.txt': 'idna==3.10\n' };
    expect(
      lines(
        'COPY . .\nRUN apt-get update && apt-get install -y git\nRUN pip install -r requirements.txt\nRUN npm ci',
        files,
      ),
    ).toBe(
      [
        'RUN apt-get update && apt-get install -y git',
        'COPY requirements.txt ./',
        'RUN pip install -r requirements.txt',
        MANIFESTS,
        'RUN npm ci',
        'COPY . .',
      ].join('\n'),
    );
  });

  test('what stands between stays in front', () => {
    const between =
      'ENV NODE_ENV=production\nUSER node\nLABEL a=b\nEXPOSE 80\nRUN mkdir -p /data\nRUN npm install -g pnpm@9';
    expect(lines(`COPY . .\n${between}\nRUN npm ci`)).toBe(`${between}\n${MANIFESTS}\nRUN npm ci\nCOPY . .`);
  });

  test('all that no install reads moves along, in its order', () => {
    const files = { ...NODE, 'public/a.png': '', 'entry.sh': '' };
    expect(
      lines(
        'COPY src ./src\nCOPY package.json package-lock.json ./\nCOPY public ./public\nCOPY entry.sh /\nRUN npm ci',
        files,
      ),
    ).toBe(
      'COPY package.json package-lock.json ./\nRUN npm ci\nCOPY src ./src\nCOPY public ./public\nCOPY entry.sh /',
    );
  });

  test('a folder that the COPY makes has its owner from the first COPY on', () => {
    const text = 'FROM node:22\nCOPY --chown=node . /srv/app\nWORKDIR /srv/app\nUSER node\nRUN npm ci\n';
    expect(split(text, NODE).text).toBe(
      'FROM node:22\nCOPY --chown=node package.json package-lock.json /srv/app/\nWORKDIR /srv/app\nUSER node\nRUN npm ci\nCOPY --chown=node . /srv/app\n',
    );
  });
});

describe('what is in order already', () => {
  test.each([
    `${MANIFESTS}\nRUN npm ci\nCOPY . .\nRUN npm run build`,
    'COPY package*.json ./\nRUN npm ci\nCOPY src ./src',
    'RUN apt-get update && apt-get install -y git\nCOPY . .',
    'COPY package.json package-lock.json ./\nRUN npm ci',
  ])('%s', (body) => {
    expect(stuck(body)).toEqual([]);
  });

  test('a second look finds nothing', () => {
    const once = split('FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\n', NODE).text;
    expect(split(once, NODE)).toEqual({ text: once, stuck: [] });
  });
});

describe('the copy stays in front of the install', () => {
  test.each<[string, string]>([
    ['COPY . .\nRUN ./setup.sh\nRUN npm ci', './setup.sh'],
    ['COPY . .\nRUN npm run generate && npm ci', 'npm run generate'],
    ['COPY . .\nRUN chown -R node:node /app\nUSER node\nRUN npm ci', 'chown -R node:node /app'],
    ['ARG DIR=.\nCOPY . $DIR\nENV DIR=x\nRUN npm ci', 'ENV DIR=x'],
    ['COPY . .\nWORKDIR /app/src\nRUN apt-get install -y git', 'WORKDIR /app/src'],
    ['COPY . .\nVOLUME /app\nRUN npm ci', 'VOLUME /app'],
    ['COPY . .\nCOPY --from=other /x /app\nRUN npm ci', 'COPY --from=other /x /app'],
    ['COPY . /usr/lib/app\nWORKDIR /usr/lib/app\nRUN npm ci', 'COPY . /usr/lib/app'],
  ])('%s', (body, evidence) => {
    expect(stuck(body)).toContain(`step-between: ${evidence}`);
  });

  test('an install that forgives, and builds', () => {
    expect(stuck('COPY . .\nRUN npm ci || true; npm run build')[0]).toMatch(/^undividable|^step-between/);
  });

  test('an install that writes a manifest', () => {
    expect(stuck('COPY . .\nRUN npm install express')[0]).toMatch(/^copy-overwrites/);
  });

  test('a lifecycle script that reads the sources', () => {
    const manifest = '{ "name": "shop", "scripts": { "postinstall": "node src/index.js" } }';
    expect(stuck('COPY . .\nRUN npm ci', { ...NODE, 'package.json': manifest })).toEqual([
      'reads-sources: scripts.postinstall',
    ]);
  });

  test('manifests that a stage or a step made', () => {
    const without = { 'src/index.js': '', '.dockerignore': 'node_modules' };
    expect(stuck('COPY . .\nRUN npm ci', without)[0]).toMatch(/^manifest-missing/);
  });
});

describe('manifests that are bound come first already', () => {
  const bound =
    '--mount=type=bind,source=package.json,target=package.json --mount=type=bind,source=package-lock.json,target=package-lock.json';

  test('nothing is copied for them', () => {
    expect(lines(`COPY . .\nRUN ${bound} npm ci`)).toBe(`RUN ${bound} npm ci\nCOPY . .`);
    expect(stuck(`RUN ${bound} npm ci\nCOPY . .\nRUN npm run build`)).toEqual([]);
  });
});

describe('what a checkout lacks and a host may have', () => {
  const text = 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install\n';

  test('is copied if it is there', () => {
    expect(split(text, NODE, false, ['.npmrc', 'src/generated.js']).text).toBe(
      'FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json .npmr[c] ./\nRUN npm install\nCOPY . .\n',
    );
  });

  test('but not what .dockerignore leaves out', () => {
    const files = { ...NODE, '.dockerignore': 'node_modules\n.npmrc\n' };
    expect(split(text, files, false, ['.npmrc']).text).toContain('COPY package.json package-lock.json ./\n');
  });

  test('and a second look finds nothing', () => {
    const once = split(text, NODE, false, ['.npmrc']).text;
    expect(split(once, NODE, false, ['.npmrc'])).toEqual({ text: once, stuck: [] });
  });
});

describe('what review found', () => {
  const head = 'FROM node:22\nWORKDIR /app\n';
  const after = (
    body: string,
    files: Readonly<Record<string, string>> = NODE,
    hidden: readonly string[] = [],
  ) => split(`${head}${body}\n`, files, false, hidden).text.slice(head.length).trimEnd();

  test('a file that a step reads comes first as well', () => {
    expect(after('COPY . .\nRUN cat src/index.js\nRUN npm ci')).toBe(
      `COPY src/index.js src/\nRUN cat src/index.js\n${MANIFESTS}\nRUN npm ci\nCOPY . .`,
    );
  });

  test('what cleans up behind the install stays with it: a token would stay in a layer', () => {
    expect(
      after('COPY . .\nRUN echo "x=$T" > /root/.npmrc && npm ci && rm -f /root/.npmrc && npm run build'),
    ).toBe(
      `${MANIFESTS}\nRUN echo "x=$T" > /root/.npmrc && npm ci && rm -f /root/.npmrc\nCOPY . .\nRUN npm run build`,
    );
  });

  test.each([
    'RUN echo "x=$T" > /root/.npmrc && npm ci && npm run build && rm -f /root/.npmrc',
    'RUN npm ci && npm run build && npm prune --omit=dev',
    'RUN npm ci && npm run build && rm -rf node_modules',
    'RUN apt-get update && apt-get install -y g++ && npm ci && npm run build && apt-get purge -y g++',
    'RUN npm config set //r/:_authToken=$T && npm ci && npm run build && npm config delete //r/:_authToken',
  ])('or nothing moves: %s', (run) => {
    expect(stuck(`COPY . .\n${run}`)[0]).toMatch(/^undividable/);
  });

  test('deleting sources or caches behind the build is no reason', () => {
    expect(after('COPY . .\nRUN npm ci && npm run build && rm -rf src && npm cache clean --force')).toBe(
      `${MANIFESTS}\nRUN npm ci\nCOPY . .\nRUN npm run build && rm -rf src && npm cache clean --force`,
    );
  });

  test('a manifest that a step changed does not count as copied first', () => {
    expect(after(`${MANIFESTS}\nRUN rm package-lock.json\nCOPY . .\nRUN npm ci`)).toBe(
      `${MANIFESTS}\nRUN rm package-lock.json\n${MANIFESTS}\nRUN npm ci\nCOPY . .`,
    );
  });

  test('corepack reads the manifest', () => {
    const files = {
      ...NODE,
      'package.json': '{ "name": "shop", "packageManager": "pnpm@9.0.0" }',
      'pnpm-lock.yaml': '',
    };
    expect(
      after('COPY . .\nRUN corepack enable && corepack install\nRUN pnpm install --frozen-lockfile', files),
    ).toMatch(
      /^COPY package\.json \.\/\nRUN corepack enable && corepack install\nCOPY pnpm-lock\.yaml \.\/\nRUN pnpm/,
    );
  });

  test('certificates that a variable names', () => {
    const files = { ...NODE, 'certs/ca.pem': 'x' };
    expect(after('COPY . .\nENV NODE_EXTRA_CA_CERTS=/app/certs/ca.pem\nRUN npm ci', files)).toContain(
      'COPY certs/ca.pem certs/\n',
    );
  });

  test.each([
    ['COPY . .\nENV PATH=/app/src:$PATH\nRUN npm ci', 'npm ci'],
    ['COPY src /root/.ssh\nRUN npm ci -g x', 'COPY src /root/.ssh'],
    ['COPY --chown=node:node . .\nRUN usermod -u 1500 node\nRUN npm ci', 'usermod -u 1500 node'],
    [
      'COPY --chown=node:node . /srv/app\nWORKDIR /srv/app\nRUN npm install -g x',
      'COPY --chown=node:node . /srv/app',
    ],
    [
      'COPY --chown=node:node . /srv/app\nRUN mkdir -p /srv/app/logs && apt-get install -y git',
      'COPY --chown=node:node . /srv/app',
    ],
  ])('stays: %s', (body, evidence) => {
    expect(stuck(body)[0]).toContain(evidence);
  });

  test('an account of another name may be made between', () => {
    expect(after('COPY --chown=node:node . .\nRUN useradd -m worker\nRUN npm ci')).toContain(
      'RUN npm ci\nCOPY --chown',
    );
  });

  test('a COPY is not moved half the way', () => {
    const files = { ...NODE, 'patches/a.patch': '', 'app.js': '' };
    expect(
      stuck('COPY package.json ./\nCOPY patches ./patches\nRUN npm install -g x\nRUN ./more.sh', files),
    ).toEqual([]);
    expect(after(`${MANIFESTS}\nCOPY *.js ./\nCOPY src ./src\nRUN npm ci`, files)).toBe(
      `${MANIFESTS}\nRUN npm ci\nCOPY *.js ./\nCOPY src ./src`,
    );
  });

  test('a folder that a host file would need has to be there', () => {
    const text = 'FROM node:22\nCOPY ./ ./\nRUN npm install\n';
    expect(split(text, NODE, false, ['.npmrc', 'root/.npmrc']).text).toContain(
      'COPY package.json package-lock.json .npmr[c] ./\nRUN',
    );
  });
});

describe('what packages of the system go by', () => {
  test.each([
    ['COPY . /var/www/html\nRUN apt-get update && apt-get install -y apache2', 'COPY . /var/www/html'],
    [
      'RUN echo "deb [trusted=yes] file:/app/src ./" > /etc/apt/sources.list.d/l.list\nCOPY . .\nRUN apt-get update && apt-get install -y foo',
      'apt-get',
    ],
  ])('%s', (body, evidence) => {
    expect(stuck(body)[0]).toContain(evidence);
  });

  test('a list is not renewed in a step of its own', () => {
    expect(stuck('COPY . .\nRUN apt-get update && gdebi -n ./foo.deb')[0]).toMatch(
      /reads-sources|step-between/,
    );
  });
});
