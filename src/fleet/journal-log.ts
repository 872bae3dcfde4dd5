/** Bytes from one offset to another. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A file that only grows, and is read anywhere. What cannot be done is a UserError. */
export interface Log {
  readonly size: number;
  read(stretch: Stretch): Buffer;
  /** Adds to the end; what could be added in part only is taken away again. */
  append(text: string): void;
  /** Returns once all that was added is on the disk. */
  sync(): void;
  /** Takes away what stands behind an offset. */
  cut(size: number): void;
  /** Leaves only these stretches, one behind the other, in one step. */
  keep(stretches: readonly Stretch[]): void;
  close(): void;
}

/** Bytes that are read at once. */
const CHUNK = 1_048_576;
const LINE_FEED = 10;

/** Each line with where it stands, without its line feed; the last one may have none. */
export function* linesOf(log: Log): Generator<Stretch & { readonly bytes: Buffer; readonly isWhole: boolean }> {
  const { size } = log;
  let rest: Buffer = Buffer.alloc(0);
  let start = 0;
  for (let at = 0; at < size; at += CHUNK) {
    rest = Buffer.concat([rest, log.read({ start: at, end: Math.min(at + CHUNK, size) })]);
    let from = 0;
    for (let feed = rest.indexOf(LINE_FEED); feed !== -1; feed = rest.indexOf(LINE_FEED, from)) {
      yield { start, end: start + feed - from, bytes: rest.subarray(from, feed), isWhole: true };
      start += feed - from + 1;
      from = feed + 1;
    }
    rest = rest.subarray(from);
  }
  if (rest.length > 0) yield { start, end: start + rest.length, bytes: rest, isWhole: false };
}
