import type { Step } from './progress.js';

/** Reads what buildah prints: `[1/2] STEP 3/5: RUN …`, then the step's own output, then `--> Using cache …` or `--> <layer>`. */
export class StepListing {
  #text = '';

  add(chunk: string): void {
    this.#text += chunk;
  }

  steps(): Step[] {
    const steps: Step[] = [];
    for (const line of this.#text.split('\n')) {
      const [, stage = '', position, name] = /^(?:\[(\d+\/\d+)\] )?STEP (\d+\/\d+): (.*)$/.exec(line) ?? [];
      const last = steps.at(-1);
      if (position !== undefined && name !== undefined)
        steps.push({ name, position: `[${stage} ${position}]`, ran: true, output: '' });
      else if (last !== undefined)
        steps[steps.length - 1] = line.startsWith('--> Using cache ')
          ? { ...last, ran: false }
          : { ...last, output: `${last.output}${line}\n` };
    }
    return steps.filter(({ name }) => !name.startsWith('FROM '));
  }

  failure(): string {
    return this.#text.slice(-3000);
  }
}
