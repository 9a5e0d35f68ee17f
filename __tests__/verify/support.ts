import type { Builder, BuildRequest, Built } from '../../src/verify/builder.js';
import { BuildFailed } from '../../src/verify/builder.js';
import type { Entry, Image } from '../../src/verify/image.js';

export function file(content: string, rest: Partial<Entry> = {}): Entry {
  return { type: 'file', mode: '644', owner: '0:0', size: content.length, sha256: content, ...rest };
}

export function image(entries: Record<string, Entry>, config: Record<string, unknown> = {}): Image {
  return { tree: new Map(Object.entries(entries)), config };
}

export interface FakeBuild {
  readonly image?: Image;
  readonly ran?: readonly string[];
  readonly cached?: readonly string[];
  readonly failure?: string;
}

const step = (name: string, did: boolean) => ({ name, position: '[1/1]', ran: did, output: '' });

/** A builder that answers from a function, and remembers what it was asked for. */
export function fakeBuilder(answer: (request: BuildRequest, asked: number) => FakeBuild): Builder & {
  readonly requests: BuildRequest[];
} {
  const requests: BuildRequest[] = [];
  return {
    name: 'fake',
    fetchesFrontends: true,
    requests,
    build(request): Promise<Built> {
      const { image: made, ran = [], cached = [], failure } = answer(request, requests.length);
      requests.push(request);
      if (failure !== undefined) return Promise.reject(new BuildFailed(failure));
      const steps = [...ran.map((name) => step(name, true)), ...cached.map((name) => step(name, false))];
      return Promise.resolve({ steps, seconds: 1, image: made });
    },
    close: () => undefined,
  };
}
