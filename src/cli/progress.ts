import type { Io } from './io.js';

const WORTH_SHOWING = 50;
const EVERY_MS = 100;

/** A counter on stderr, only for a terminal that somebody watches; it wipes itself away with the last file. */
export function progressOn(io: Io, quiet: boolean): (done: number, total: number) => void {
  const watched = io.stderr.isTTY && !quiet && (io.env['CI'] ?? '') === '';
  let last = 0;
  return (done, total) => {
    if (!watched || total <= WORTH_SHOWING) return;
    if (done + 1 >= total) {
      io.stderr.write('\r\u001b[K');
      return;
    }
    const now = Date.now();
    if (now - last < EVERY_MS) return;
    last = now;
    io.stderr.write(`\r\u001b[K${done} of ${total} Dockerfiles`);
  };
}
