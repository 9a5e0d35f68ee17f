/** Where a user's mistake is, in the user's own file. */
export interface ErrorPlace {
  readonly path?: string;
  /** From 1. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
  /** One past the last column of what is wrong, on the same line. */
  readonly endColumn?: number;
}

/** A mistake the user can mend: shown without a stack, exit code 2. Anything else that is thrown is a bug of ours. */
export class DfmodError extends Error {
  override readonly name = 'DfmodError';
  readonly code: string;
  readonly place: ErrorPlace;
  readonly hint: string | undefined;
  readonly exitCode: number;

  constructor(
    code: string,
    message: string,
    options: { place?: ErrorPlace; hint?: string; exitCode?: number } = {},
  ) {
    super(message);
    this.code = code;
    this.place = options.place ?? {};
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? 2;
  }

  /** The same error, said of a file: the floors below do not know which file they read. */
  in(path: string): DfmodError {
    const hint = this.hint === undefined ? {} : { hint: this.hint };
    return new DfmodError(this.code, this.message, {
      place: { ...this.place, path },
      exitCode: this.exitCode,
      ...hint,
    });
  }
}

/** dfmod contradicted itself; the user is asked to report it. */
export class InternalError extends Error {
  override readonly name = 'InternalError';
}
