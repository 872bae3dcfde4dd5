/** Files of a cache folder by name. Nothing throws: a cache that cannot be used is one that knows nothing. */
export interface CacheFiles {
  /** The bytes of a file; `undefined` if there is none. */
  read(name: string): Buffer | undefined;
  /** Adds to the end of a file; says how long it is then, `undefined` if that was not possible. */
  append(name: string, text: string): number | undefined;
  /** Replaces a file in one step. */
  replace(name: string, text: string): void;
}

/** How much of a cache is kept, and until when. */
export interface StoreLimits {
  /** Bytes of a shard, of which there are 256, above which its older half goes. */
  readonly shard: number;
  /** Characters that wait to be written. */
  readonly waiting: number;
  /** Bytes of shards that are held in memory. */
  readonly held: number;
}

const MAX_SHARD = 512_000;
const LIMITS: StoreLimits = { shard: MAX_SHARD, waiting: 1_000_000, held: 64_000_000 };
const LINE_FEED = 10;
const SPACE = 32;
const NOTHING = Buffer.alloc(0);
/** A shard is named after the beginning of its keys. */
const SHARD_NAME = 2;

interface Place {
  readonly start: number;
  readonly end: number;
}

/** A shard as it was read. */
interface Shard {
  readonly bytes: Buffer;
  readonly places: ReadonlyMap<string, Place>;
}

/**
 * Lines by key, in 256 files: `key`, a space, the line. They are appended, so that runs at the same time and one that was
 * killed do no harm: a line that is not whole is nobody's. What was added last counts.
 */
export class LineStore {
  readonly #files: CacheFiles;
  readonly #limits: StoreLimits;
  readonly #shards = new Map<string, Shard>();
  #held = 0;
  readonly #waiting = new Map<string, string[]>();
  #length = 0;

  constructor(files: CacheFiles, limits: StoreLimits = LIMITS) {
    this.#files = files;
    this.#limits = limits;
  }

  /** The bytes of a line. */
  find(key: string): Buffer | undefined {
    const { bytes, places } = this.#shard(key.slice(0, SHARD_NAME));
    const place = places.get(key);
    return place && bytes.subarray(place.start + key.length + 1, place.end);
  }

  /** Remembers a line without line breaks; it can be found by the next run. */
  put(key: string, line: string): void {
    const name = key.slice(0, SHARD_NAME);
    const lines = this.#waiting.get(name) ?? [];
    this.#waiting.set(name, lines);
    lines.push(`${key} ${line}\n`);
    this.#length += line.length;
    if (this.#length > this.#limits.waiting) this.flush();
  }

  /** Writes what waits. */
  flush(): void {
    for (const [name, lines] of this.#waiting) {
      // The line of a run that was killed ends where ours begins.
      const length = this.#files.append(name, `\n${lines.join("")}`);
      if (length !== undefined && length > this.#limits.shard) this.#prune(name);
    }
    this.#waiting.clear();
    this.#length = 0;
  }

  /** Keys come in no order, so that each shard is asked again and again. */
  #shard(name: string): Shard {
    const known = this.#shards.get(name);
    if (known) return known;
    const bytes = this.#files.read(name) ?? NOTHING;
    const shard = { bytes, places: placesIn(bytes) };
    this.#held += bytes.length;
    for (const [other, { bytes: old }] of this.#shards) {
      if (this.#held <= this.#limits.held) break;
      this.#shards.delete(other);
      this.#held -= old.length;
    }
    this.#shards.set(name, shard);
    return shard;
  }

  /** Keeps the younger half of a shard. */
  #prune(name: string): void {
    const bytes = this.#files.read(name);
    if (!bytes) return;
    let length = 0;
    const kept: string[] = [];
    for (const { start, end } of [...placesIn(bytes).values()].sort((a, b) => b.start - a.start)) {
      length += end - start;
      if (length > this.#limits.shard / 2) break;
      kept.push(bytes.toString("utf8", start, end));
    }
    this.#files.replace(
      name,
      kept
        .toReversed()
        .map((line) => `${line}\n`)
        .join(""),
    );
  }
}

/** Where the last line of each key stands. */
function placesIn(bytes: Buffer): Map<string, Place> {
  const places = new Map<string, Place>();
  let start = 0;
  while (start < bytes.length) {
    const next = bytes.indexOf(LINE_FEED, start);
    const end = next === -1 ? bytes.length : next;
    const space = bytes.indexOf(SPACE, start);
    if (space > start && space < end) places.set(bytes.toString("latin1", start, space), { start, end });
    start = end + 1;
  }
  return places;
}
