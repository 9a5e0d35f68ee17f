import type { Io, Sink } from '../../src/cli/io.js';

export interface FakeIo extends Io {
  /** What was written so far, as bytes and as text. */
  readonly out: () => string;
  readonly outBytes: () => Buffer;
  readonly err: () => string;
}

/** Streams that keep what they are given; a pipe unless `tty`. */
export function fakeIo(
  cwd: string,
  over: { tty?: boolean; env?: Io['env']; stdin?: string | Uint8Array } = {},
): FakeIo {
  const out: Uint8Array[] = [];
  const err: Uint8Array[] = [];
  const sink = (chunks: Uint8Array[]): Sink => ({
    isTTY: over.tty ?? false,
    columns: over.tty === true ? 120 : undefined,
    write: (chunk) => void chunks.push(Buffer.from(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)),
  });
  return {
    cwd,
    env: over.env ?? { NO_COLOR: '1' },
    stdout: sink(out),
    stderr: sink(err),
    readStdin: async () => Buffer.from(over.stdin ?? ''),
    out: () => Buffer.concat(out).toString(),
    outBytes: () => Buffer.concat(out),
    err: () => Buffer.concat(err).toString(),
  };
}
