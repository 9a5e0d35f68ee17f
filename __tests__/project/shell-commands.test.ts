import { expect, test } from '@jest/globals';
import { commandsOf } from '../../src/project/shell-commands.js';

test.each([
  ['cd api && docker build -f Dockerfile .', ['docker', 'build', '-f', 'Dockerfile', '.'], ['api']],
  ['DIR=services/api\ndocker build "$DIR"/x', ['docker', 'build', 'services/api/x'], []],
  ['docker build ${CONTEXT:-.} $TAG', ['docker', 'build', '.', undefined], []],
  ['DOCKER_BUILDKIT=0 docker build .', ['DOCKER_BUILDKIT=0', 'docker', 'build', '.'], []],
  ['if true; then DIR=a; fi; docker build $DIR *', ['docker', 'build', undefined, undefined], []],
  ['docker build $(pwd)', ['docker', 'build', undefined], []],
])('%j', (script, words, directories) => {
  const found = commandsOf(script).find((command) => command.words.includes('docker'));
  expect(found?.words).toEqual(words);
  expect(found?.directories).toEqual(directories);
});

test('a script that cannot be read has no commands', () => {
  expect(commandsOf('if then (')).toEqual([]);
});
