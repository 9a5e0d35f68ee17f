import { describe, expect, test } from '@jest/globals';
import { readBuildCommand, type CommandPlace } from '../../src/builds/command-line.js';
import { PROJECT_ROOT } from '../../src/builds/project-paths.js';
import { brief } from './brief.js';

/** `?` stands for a word that is not known. */
function read(command: string, place: Partial<CommandPlace> = {}): unknown[] {
  const words = command.split(' ').map((word) => (word === '?' ? undefined : word));
  const evidence = { path: 'x', text: command };
  return readBuildCommand(words, { folder: '', evidence, ...place }).map(brief);
}

const HERE = { dockerfile: 'Dockerfile', context: '' };

describe('docker', () => {
  test.each<[string, Record<string, unknown> | undefined]>([
    ['docker build .', HERE],
    ['docker build -t name:tag .', HERE],
    ['docker build . -t name', HERE],
    ['docker build -f docker/app.Dockerfile web', { dockerfile: 'docker/app.Dockerfile', context: 'web' }],
    ['docker build -fa.Dockerfile .', { ...HERE, dockerfile: 'a.Dockerfile' }],
    ['docker build -qf a.Dockerfile .', { ...HERE, dockerfile: 'a.Dockerfile' }],
    ['docker build --file=./a --file b web/../api/', { dockerfile: 'b', context: 'api' }],
    ['docker build --pull --no-cache --rm --network host .', HERE],
    ['docker build --cache-from x --secret id=a,src=b --ssh default --progress plain --label a=b .', HERE],
    [
      'docker build --target prod --build-arg A=1 --build-arg=B=2=3 --build-arg C .',
      { ...HERE, target: 'prod', args: { A: '1', B: '2=3' } },
    ],
    [
      'docker build --platform linux/amd64,linux/arm64 .',
      { ...HERE, platforms: ['linux/amd64', 'linux/arm64'] },
    ],
    [
      'docker build --build-context lib=../lib --build-context img=docker-image://a .',
      { ...HERE, contexts: { lib: '../lib', img: 'docker-image://a' } },
    ],
    ['docker build -- web', { dockerfile: 'web/Dockerfile', context: 'web' }],
    ['docker buildx build --builder b --load .', { ...HERE, engine: 'buildkit' }],
    ['docker buildx --builder b b .', { ...HERE, engine: 'buildkit' }],
    ['docker image build .', HERE],
    ['docker builder build .', HERE],
    ['docker --context remote -l debug build .', HERE],
    ['sudo -E docker build .', HERE],
    ['time /usr/bin/docker build .', HERE],
    ['DOCKER_BUILDKIT=1 docker build .', { ...HERE, engine: 'buildkit' }],
    ['env DOCKER_BUILDKIT=0 docker build .', { ...HERE, engine: 'legacy' }],
    ['nerdctl build .', { ...HERE, engine: 'buildkit' }],
    ['docker build', undefined],
    ['docker buildx bake', undefined],
    ['docker buildx imagetools create -t a b', undefined],
    ['docker compose build web', undefined],
    ['docker run build .', undefined],
    ['docker ? .', undefined],
    ['? build .', undefined],
    ['echo docker build .', undefined],
    ['executor --context .', undefined],
  ])('%s', (command, expected) => {
    expect(read(command)).toEqual(expected === undefined ? [] : [expected]);
  });

  test.each<[string, Record<string, unknown> | undefined]>([
    ['docker build ?', undefined],
    ['docker build -f a.Dockerfile ?', { dockerfile: 'a.Dockerfile' }],
    ['docker build -f ? .', undefined],
    ['docker build ? -t ? web', { dockerfile: 'web/Dockerfile', context: 'web' }],
    ['docker build --target ? .', HERE],
    ['docker build a b', undefined],
    ['docker build -', undefined],
    ['docker build -f a.Dockerfile -', { dockerfile: 'a.Dockerfile' }],
    ['docker build -f - .', undefined],
    ['docker build https://github.com/a/b.git#main:dir', undefined],
    ['docker build -f a git@github.com:a/b.git', undefined],
    ['docker build /abs', undefined],
    ['docker build ~/x', undefined],
    ['docker build ../..', undefined],
  ])('what is not known: %s', (command, expected) => {
    expect(read(command)).toEqual(expected === undefined ? [] : [expected]);
  });

  test('paths are those of the working directory', () => {
    expect(read('docker build -f ../a.Dockerfile ..', { folder: 'scripts' })).toEqual([
      { dockerfile: 'a.Dockerfile', context: '' },
    ]);
    expect(read(`docker build -f ${PROJECT_ROOT}/a ${PROJECT_ROOT}`, { folder: undefined })).toEqual([
      { dockerfile: 'a', context: '' },
    ]);
    expect(read('docker build .', { folder: undefined })).toEqual([]);
  });

  test('what the place knows holds where the command says nothing', () => {
    const place = { engine: 'buildkit', lifetime: 'ephemeral' } as const;
    expect(read('docker build .', place)).toEqual([{ ...HERE, ...place }]);
    expect(read('DOCKER_BUILDKIT=0 docker build .', place)).toEqual([
      { ...HERE, engine: 'legacy', lifetime: 'ephemeral' },
    ]);
  });
});

describe('podman and buildah look for two names', () => {
  test.each([
    'podman build .',
    'podman build',
    'buildah bud .',
    'buildah build-using-dockerfile --layers .',
    'podman image build .',
  ])('%s', (command) => {
    expect(read(command)).toEqual([
      { dockerfile: 'Containerfile', context: '', engine: 'podman' },
      { dockerfile: 'Dockerfile', context: '', engine: 'podman' },
    ]);
  });

  test('unless one is named', () => {
    expect(read('podman build -v /a:/b -f x .')).toEqual([
      { dockerfile: 'x', context: '', engine: 'podman' },
    ]);
  });
});

describe('kaniko', () => {
  test.each<[string, unknown[]]>([
    ['/kaniko/executor --context . --dockerfile Dockerfile', [{ ...HERE, engine: 'kaniko' }]],
    [
      `/kaniko/executor -c dir://${PROJECT_ROOT}/web -f ${PROJECT_ROOT}/web/a --target b`,
      [{ dockerfile: 'web/a', context: 'web', target: 'b', engine: 'kaniko' }],
    ],
    [
      '/kaniko/executor --context=web --dockerfile=a --build-arg X=y --destination z',
      [
        { dockerfile: 'a', context: 'web', args: { X: 'y' }, engine: 'kaniko' },
        { dockerfile: 'web/a', context: 'web', args: { X: 'y' }, engine: 'kaniko' },
      ],
    ],
    [
      '/kaniko/executor --context . --context-sub-path web',
      [
        { dockerfile: 'Dockerfile', context: 'web', engine: 'kaniko' },
        { dockerfile: 'web/Dockerfile', context: 'web', engine: 'kaniko' },
      ],
    ],
    [
      '/kaniko/executor --context git://github.com/a/b --dockerfile x',
      [{ dockerfile: 'x', engine: 'kaniko' }],
    ],
    ['/kaniko/warmer --image a', []],
  ])('%s', (command, expected) => {
    expect(read(command)).toEqual(expected);
  });
});
