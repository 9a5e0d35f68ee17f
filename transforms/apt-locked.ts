import {
  defineTransform,
  evidence,
  expandValue,
  inFile,
  mountsOf,
  resolvePath,
  skip,
} from '../src/transform-api.js';
import type { Change, Skip, TransformInput } from '../src/transform-api.js';

const ID = 'apt-locked';
const APT = ['/var/cache/apt', '/var/lib/apt'];
const isApt = (path: string): boolean =>
  APT.some((folder) => path === folder || path.startsWith(`${folder}/`));

function* run({ path, doc, facts }: TransformInput): Generator<Change | Skip> {
  for (const { runs } of facts.stages) {
    for (const { run: instruction, before } of runs) {
      const edits = [];
      const targets: string[] = [];
      for (const mount of mountsOf(instruction)) {
        const text =
          mount.type === 'cache' && mount.target !== undefined
            ? expandValue(doc, before, mount.target)
            : undefined;
        const target = text === undefined ? undefined : resolvePath(text, before.workdir);
        if (target === undefined || !isApt(target)) continue;
        const { span, valueSpan } = mount.flag;
        const because = evidence(path, span, doc.text.slice(span.start, span.end));
        if (mount.sharing !== undefined) {
          if (mount.sharing !== 'locked')
            yield skip(
              ID,
              instruction,
              'sharing-chosen',
              `sharing=${mount.sharing} was chosen for ${target}`,
              because,
            );
        } else if (valueSpan === undefined) {
          yield skip(
            ID,
            instruction,
            'instruction-opaque',
            'the mount is written with quotes, escapes or over several lines, so it is not edited',
            because,
          );
        } else {
          edits.push({ start: valueSpan.end, end: valueSpan.end, text: ',sharing=locked' });
          targets.push(target);
        }
      }
      if (edits.length === 0) continue;
      yield {
        transform: ID,
        title: `builds wait for each other at ${targets.join(' and ')}`,
        reason:
          'apt does not wait for its own locks but fails at once, so two builds at the same time break each other on a shared mount.',
        safety: 'safe',
        range: instruction.span,
        files: inFile(path, edits),
      };
    }
  }
}

export default defineTransform({
  id: ID,
  title: 'Locked apt mounts',
  heading: 'use cache mounts',
  summary: 'Adds sharing=locked to cache mounts of apt that say nothing of sharing',
  why: 'The default lets two builds use the mount at once. apt takes a lock in it and fails when it is taken, so a parallel or multi-platform build breaks now and then.',
  risk: 'None for the image. Builds on one builder wait for each other while apt runs. A sharing that was chosen, private or shared, is never changed.',
  docs: ['https://docs.docker.com/reference/dockerfile/#example-cache-apt-packages'],
  rules: [],
  safety: 'safe',
  hints: ['--mount'],
  run,
});
