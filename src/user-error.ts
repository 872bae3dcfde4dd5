/** The run cannot be done as asked (a path, an option, a file that cannot be read): told without a stack, exit 2. */
export class UserError extends Error {
  override readonly name = "UserError";
  /** What to do about it, an imperative. */
  readonly help: string | undefined;

  constructor(message: string, options: { help?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.help = options.help;
  }
}
