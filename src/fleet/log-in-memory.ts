import type { Log, Stretch } from "./journal-log.ts";

/** A log that ends with its process. */
export class LogInMemory implements Log {
  #bytes: Buffer;

  constructor(text: string) {
    this.#bytes = Buffer.from(text);
  }

  get size(): number {
    return this.#bytes.length;
  }

  read({ start, end }: Stretch): Buffer {
    return this.#bytes.subarray(start, end);
  }

  append(text: string): void {
    this.#bytes = Buffer.concat([this.#bytes, Buffer.from(text)]);
  }

  sync(): void {
    // There is nothing to wait for.
  }

  cut(size: number): void {
    this.#bytes = this.#bytes.subarray(0, size);
  }

  keep(stretches: readonly Stretch[]): void {
    this.#bytes = Buffer.concat(stretches.map((stretch) => this.read(stretch)));
  }

  close(): void {
    this.#bytes = Buffer.alloc(0);
  }
}
