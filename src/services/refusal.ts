import type { Failure } from "../fleet/forge.ts";

/** Why something could not be done with one repository, on its way out of what was asked for it. */
export class Refusal extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** What comes of asking about one repository; a Refusal on the way is its failure. */
export async function orFailure<Answer>(ask: () => Promise<Answer>): Promise<Answer | Failure> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Refusal) return error.failure;
    throw error;
  }
}
