/** A stream of the command line: the process's own, or a test's. */
export interface Sink {
  readonly isTTY: boolean;
  /** Width in characters; undefined when it is no terminal. */
  readonly columns: number | undefined;
  write(chunk: string | Uint8Array): void;
}

/** All that the command line knows of its surroundings. */
export interface Io {
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readStdin(): Promise<Uint8Array>;
}

/** The process's own. A reader that has gone (`| head`) is no error, an interrupt ends with 130, a termination with 143. */
export function processIo(): Io {
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  return {
    cwd: process.cwd(),
    env: process.env,
    stdout: sinkOf(process.stdout),
    stderr: sinkOf(process.stderr),
    readStdin,
  };
}

function sinkOf(stream: NodeJS.WriteStream): Sink {
  let open = true;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    open = false;
    if (error.code !== 'EPIPE') process.exitCode = 2;
  });
  return {
    isTTY: stream.isTTY,
    columns: stream.columns,
    write(chunk) {
      if (open) stream.write(chunk);
    },
  };
}

/** Not at once: a blocking read would keep an interrupt waiting for ever. */
async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
