/** One instruction as the builder did it. */
export interface Step {
  /** The instruction, continuations joined, flags included: `RUN --mount=… npm ci`. */
  readonly name: string;
  /** `[stage 2/5]` in front of the name. */
  readonly position: string;
  /** False when it was cached, or not needed at all because a step behind it was. */
  readonly ran: boolean;
  /** What it printed. */
  readonly output: string;
}

interface Vertex {
  readonly digest: string;
  readonly name?: string;
  readonly started?: string;
  readonly cached?: boolean;
  readonly error?: string;
}

interface Progress {
  readonly vertexes?: readonly Vertex[];
  readonly logs?: readonly { readonly vertex: string; readonly data: string }[];
}

/** Collects what `--progress=rawjson` prints: a JSON object a line (SolveStatus of BuildKit's client). */
export class ProgressLog {
  readonly #vertexes = new Map<string, Vertex>();
  readonly #outputs = new Map<string, string[]>();
  readonly #other: string[] = [];
  #rest = '';

  add(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#addLine(line);
  }

  #addLine(line: string): void {
    if (!line.startsWith('{')) {
      if (line.trim() !== '') this.#other.push(line);
      return;
    }
    const progress: Progress = JSON.parse(line);
    for (const vertex of progress.vertexes ?? []) {
      this.#vertexes.set(vertex.digest, { ...this.#vertexes.get(vertex.digest), ...vertex });
    }
    for (const { vertex, data } of progress.logs ?? []) {
      const output = this.#outputs.get(vertex) ?? [];
      output.push(Buffer.from(data, 'base64').toString('utf8'));
      this.#outputs.set(vertex, output);
    }
  }

  #output(digest: string): string {
    return (this.#outputs.get(digest) ?? []).join('');
  }

  /** The instructions in the order in which the builder announced them. */
  steps(): Step[] {
    const steps: Step[] = [];
    for (const vertex of this.#vertexes.values()) {
      const [, position, name] = /^(\[(?:[^\]]* )?\d+\/\d+\]) (.*)/s.exec(vertex.name ?? '') ?? [];
      if (position === undefined || name === undefined || name.startsWith('FROM ')) continue;
      const ran = vertex.started !== undefined && vertex.cached !== true;
      steps.push({ name, position, ran, output: this.#output(vertex.digest) });
    }
    return steps;
  }

  /** What went wrong, with the end of the failing steps' output. */
  failure(): string {
    const failed = [...this.#vertexes.values()].filter(
      (vertex) => vertex.error !== undefined && vertex.error !== '',
    );
    const told = failed.map(
      (vertex) => `${vertex.name ?? ''}\n${this.#output(vertex.digest).slice(-3000)}${vertex.error ?? ''}`,
    );
    return [...told, ...this.#other.slice(-12)].join('\n');
  }
}
