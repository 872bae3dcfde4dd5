import type { Log, Stretch } from "../../src/fleet/journal-log.ts";

/** A log in memory. */
export class MemoryLog implements Log {
  bytes: Buffer;
  syncs = 0;

  constructor(text: string | Buffer = "") {
    this.bytes = Buffer.from(text);
  }

  get size(): number {
    return this.bytes.length;
  }

  read({ start, end }: Stretch): Buffer {
    return this.bytes.subarray(start, end);
  }

  append(text: string): void {
    this.bytes = Buffer.concat([this.bytes, Buffer.from(text)]);
  }

  sync(): void {
    this.syncs += 1;
  }

  cut(size: number): void {
    this.bytes = this.bytes.subarray(0, size);
  }

  keep(stretches: readonly Stretch[]): void {
    this.bytes = Buffer.concat(stretches.map((stretch) => this.read(stretch)));
  }

  close(): void {
    this.sync();
  }
}
