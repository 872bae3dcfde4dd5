import type { Output } from "../io/output.ts";

/** Characters that are worth a write of their own; a person sees every piece at once. */
const WORTH_WRITING = 65_536;

/** How text goes to a stream. */
interface OutletOptions {
  /** True where nothing may be written before the end of the run. */
  readonly waits: boolean;
  /** Called before anything is written. */
  readonly prepare: () => void;
}

/** Text on its way to a stream, in large pieces and no faster than whoever reads it. */
export class Outlet {
  readonly #stream: Output;
  readonly #options: OutletOptions;
  readonly #pieces: string[] = [];
  #last = "";

  constructor(stream: Output, options: OutletOptions) {
    this.#stream = stream;
    this.#options = options;
  }

  /** Takes more text; resolves when the stream is ready for what follows. */
  async add(text: string): Promise<void> {
    this.#last += text;
    if (this.#last.length < (this.#stream.isTTY ? 1 : WORTH_WRITING)) return;
    if (!this.#options.waits) return this.flush();
    this.#pieces.push(this.#last);
    this.#last = "";
  }

  /** Writes what is left. */
  async flush(): Promise<void> {
    const pieces = [...this.#pieces.splice(0), this.#last].filter((piece) => piece !== "");
    this.#last = "";
    if (pieces.length > 0) this.#options.prepare();
    for (const piece of pieces) await write(this.#stream, piece);
  }
}

/** A reader that went away hears nothing more; the run goes on, because how it ends counts all the same. */
async function write(stream: Output, text: string): Promise<void> {
  if (stream.errored) return;
  await new Promise<void>((resolve) => {
    // Called once it is taken, or cannot be.
    const isTaken = stream.write(text, () => {
      resolve();
    });
    if (isTaken) resolve();
  });
}
