import type { Answers, Failure } from "../forge.ts";
import { type FleetRepository, repositoryKey } from "../repository.ts";

/** Repositories that are asked for together at the most. */
const BATCH = 25;
/** How long a question waits for others. */
const PAUSE_MS = 100;

type Named = { readonly repository: FleetRepository };

interface Question<Request, Answer> {
  readonly request: Request;
  /** `undefined`: there was no answer for it. */
  readonly resolve: (answer: Answer | Failure | undefined) => void;
  readonly reject: (reason: unknown) => void;
}

/** Asks together what many ask at about the same time, each for one repository: that is one request to a forge instead of many. */
export class Gatherer<Request extends Named, Answer> {
  readonly #askAll: (requests: readonly Request[]) => Answers<Answer>;
  #open: Question<Request, Answer>[] = [];

  constructor(askAll: (requests: readonly Request[]) => Answers<Answer>) {
    this.#askAll = askAll;
  }

  async *ask(requests: readonly Request[]): Answers<Answer> {
    const asked = await Promise.all(
      requests.map(async (request) => ({ repository: request.repository, answer: await this.#askOne(request) })),
    );
    for (const { repository, answer } of asked) if (answer !== undefined) yield { repository, answer };
  }

  #askOne(request: Request): Promise<Answer | Failure | undefined> {
    return new Promise((resolve, reject) => {
      this.#open.push({ request, resolve, reject });
      if (this.#open.length >= BATCH) void this.#send();
      else if (this.#open.length === 1) this.#sendSoon();
    });
  }

  #sendSoon(): void {
    setTimeout(() => void this.#send(), PAUSE_MS);
  }

  /** One question about each repository: two cannot be told apart by their answers, and the second waits for the next time. */
  async #send(): Promise<void> {
    const asked = new Map<string, Question<Request, Answer>>();
    const rest: Question<Request, Answer>[] = [];
    for (const question of this.#open) {
      const key = repositoryKey(question.request.repository);
      if (asked.has(key)) rest.push(question);
      else asked.set(key, question);
    }
    this.#open = rest;
    if (rest.length > 0) this.#sendSoon();
    if (asked.size === 0) return;
    const requests = [...asked.values()].map(({ request }) => request);
    try {
      for await (const { repository, answer } of this.#askAll(requests)) {
        const key = repositoryKey(repository);
        asked.get(key)?.resolve(answer);
        asked.delete(key);
      }
      for (const { resolve } of asked.values()) resolve(undefined);
    } catch (error) {
      for (const { reject } of asked.values()) reject(error);
    }
  }
}
