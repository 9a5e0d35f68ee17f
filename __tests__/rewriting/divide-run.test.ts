import { describe, expect, test } from '@jest/globals';
import { parseDockerfile } from '../../src/dockerfile/parse.js';
import { factsOf } from '../../src/facts/facts.js';
import { divideRun } from '../../src/rewriting/divide-run.js';

/** Divides the RUN behind the first command that begins with `npm ci`, and shows both parts. */
function divided(run: string): string | readonly [string, string] {
  const text = `FROM node:20\n${run}\n`;
  const doc = parseDockerfile(text);
  const facts = factsOf(doc).stages[0]?.runs[0];
  if (facts === undefined || !('commands' in facts.body)) throw new Error('the RUN is not read');
  const last = facts.body.commands.findIndex(({ words }) =>
    words
      .map(({ raw }) => raw)
      .join(' ')
      .startsWith('npm ci'),
  );
  const result = divideRun(doc, facts, last);
  if ('reason' in result) return result.reason;
  const { headEnd, tailStart, tailPrefix } = result;
  return [text.slice(facts.run.span.start, headEnd), tailPrefix + text.slice(tailStart, facts.run.span.end)];
}

describe('a RUN is cut in two', () => {
  test.each<[string, string, string]>([
    ['RUN npm ci && npm run build', 'RUN npm ci', 'RUN npm run build'],
    [
      'RUN npm ci \\\n    && npm run build \\\n    && npm prune',
      'RUN npm ci',
      'RUN npm run build \\\n    && npm prune',
    ],
    ['RUN npm ci --x="a b" 2>&1 && a', 'RUN npm ci --x="a b" 2>&1', 'RUN a'],
    ['RUN cd web && npm ci && npm run build', 'RUN cd web && npm ci', 'RUN cd web && npm run build'],
    ['RUN set -eux; npm ci; npm run build', 'RUN set -eux; npm ci', 'RUN set -eux && npm run build'],
    [
      'RUN --mount=type=secret,id=npmrc --network=host npm ci && make',
      'RUN --mount=type=secret,id=npmrc --network=host npm ci',
      'RUN --mount=type=secret,id=npmrc --network=host make',
    ],
    ['RUN npm ci && if [ -f x ]; then a; fi', 'RUN npm ci', 'RUN if [ -f x ]; then a; fi'],
    ['RUN npm ci && (cd a && b)', 'RUN npm ci', 'RUN (cd a && b)'],
    ['run npm ci && npm run build', 'run npm ci', 'run npm run build'],
  ])('%s', (run, head, tail) => {
    expect(divided(run)).toEqual([head, tail]);
  });
});

describe('a RUN stays whole', () => {
  test.each([
    // The failure of the first command is forgiven: a RUN of its own would fail.
    ['RUN npm ci; npm run build'],
    ['RUN npm ci || true && npm run build'],
    ['RUN npm ci && npm run build || true'],
    ['RUN npm ci & npm run build'],
    ['RUN a; npm ci && b'],
    // State that the rest would miss.
    ['RUN export A=b && npm ci && npm run build'],
    ['RUN A=b && npm ci && echo $A'],
    ['RUN . ./env && npm ci && npm run build'],
    ['RUN cd "$DIR" && npm ci && npm run build'],
    ['RUN cd - && npm ci && npm run build'],
    ['RUN umask 077 && npm ci && npm run build'],
    ['RUN hash -p /bin/true foo && npm ci && foo'],
    ['RUN enable -n test && npm ci && test -f x'],
    ['RUN let A=1 && npm ci && echo $A'],
    // `set -e && a & b` is without errexit in `b`.
    ['RUN set -e; npm ci; node server.js & node test.js; echo fine'],
    ['RUN set -e; npm ci; (node server.js) & node test.js; echo fine'],
    ['RUN set -e; npm ci; node server.js &'],
    ['RUN cd web && npm ci && node server.js & node test.js'],
    ['RUN npm ci'],
    ['RUN (npm ci && a) && b'],
    ['RUN { npm ci && a; } && b'],
    ['RUN if a; then npm ci && b; fi'],
    ['RUN ["npm", "ci"]'],
    ['RUN sh -c "npm ci && b"'],
    ['RUN npm ci | tee log && b'],
    ['RUN <<EOF\nset -e\nnpm ci\nb\nEOF'],
  ])('%s', (run) => {
    const result = divided(run);
    // A part of a group may be cut as text only if both parts are commands again: the guard would refuse these.
    expect(typeof result === 'string' ? 'whole' : result).toBe('whole');
  });
});
