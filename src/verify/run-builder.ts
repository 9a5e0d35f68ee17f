import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { BuildFailed } from './builder.js';

/** What a builder's output is read with. */
export interface StepLog {
  add(chunk: string): void;
  /** What went wrong, in the builder's own words. */
  failure(): string;
}

export interface ProgramRun {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Milliseconds. */
  readonly timeout?: number | undefined;
}

/**
 * Runs a builder that prints its progress on stderr, and on stdout too unless a reader takes that. Gives what the reader made of
 * it and the seconds it took. Rejects with a BuildFailed.
 */
export async function runBuilder<Read>(
  { program, args, cwd, timeout }: ProgramRun,
  log: StepLog,
  read?: (stdout: Readable) => Promise<Read>,
): Promise<{ read: Read | undefined; seconds: number }> {
  const started = performance.now();
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let late = false;
  const timer =
    timeout === undefined
      ? undefined
      : setTimeout(() => {
          late = true;
          child.kill('SIGKILL');
        }, timeout);
  const ended = new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', resolve),
  );
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => log.add(chunk));
  if (read === undefined) child.stdout.setEncoding('utf8').on('data', (chunk: string) => log.add(chunk));
  // A failed build ends the archive early: then the exit code says more than the reader's error.
  const reading = read?.(child.stdout).then(
    (value) => ({ value }),
    (error: unknown) => {
      child.stdout.resume();
      return { error };
    },
  );
  try {
    const code = await ended;
    if (late) throw new BuildFailed(`not done after ${(timeout ?? 0) / 1000} s\n${log.failure()}`);
    if (code !== 0) throw new BuildFailed(`${program} ended with ${code}\n${log.failure()}`);
    const outcome = await reading;
    if (outcome !== undefined && 'error' in outcome)
      throw new BuildFailed(`the image that ${program} exported could not be read: ${String(outcome.error)}`);
    return { read: outcome?.value, seconds: (performance.now() - started) / 1000 };
  } finally {
    clearTimeout(timer);
  }
}
