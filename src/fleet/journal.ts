import { JournalIndex, type RepositoryRecord } from "./journal-index.ts";
import type { JournalLine, RanLine, RepositoryLine, WaveLine } from "./journal-line.ts";
import { type Log, linesOf } from "./journal-log.ts";
import { readLine, writeLine } from "./journal-text.ts";
import type { PlannedRepository } from "./plan.ts";
import type { FleetRepository } from "./repository.ts";

/** Lines after which the disk is waited for. */
const BATCH = 50;
/** Bytes below which a journal is left as it is. */
const SMALL = 1_048_576;

/** What a journal was found with. */
export interface JournalState {
  /** Lines in its middle that are not whole, and count for nothing. */
  readonly damaged: number;
  /** True when the last line was not written to its end. */
  readonly isTorn: boolean;
}

/**
 * What is known of a campaign, and the file that says it, line by line. A line is in the file when `add` returns; it outlives
 * the computer's end after `sync`. Kept in memory is what decides; plans and repositories are read from the file.
 */
export class Journal {
  readonly state: JournalState;
  readonly #log: Log;
  #index: JournalIndex;
  #unsynced = 0;

  /** Reads all lines. `writes`: whether this process may change the file, so that its end is mended. */
  constructor(log: Log, { writes }: { readonly writes: boolean }) {
    this.#log = log;
    const { index, state, end } = replay(log);
    this.#index = index;
    this.state = state;
    if (!writes) return;
    if (end.cut !== undefined) log.cut(end.cut);
    if (end.lacksFeed) log.append("\n");
    this.#compact();
  }

  /** All repositories that a line is about. */
  get repositories(): Iterable<RepositoryRecord> {
    return this.#index.repositories;
  }

  /** Every run that ended, the oldest first. */
  get runs(): readonly RanLine[] {
    return this.#index.runs;
  }

  /** Keys of all that the last plan selected; `undefined` before one ended. */
  get selected(): readonly string[] | undefined {
    return this.#index.selected;
  }

  /** The name that tells the work of this campaign from that of any other; `undefined` before it needed one. */
  get campaign(): string | undefined {
    return this.#index.campaign;
  }

  find(key: string): RepositoryRecord | undefined {
    return this.#index.find(key);
  }

  /** How a wave ended; `undefined` for one that has not. */
  wave(wave: number): WaveLine | undefined {
    return this.#index.wave(wave);
  }

  /** The last plan for a repository, read from the file. */
  readPlanned(key: string): PlannedRepository | undefined {
    const line = this.#read(key, "planned");
    return line?.kind === "planned" ? line.planned : undefined;
  }

  /** A repository as its last proposal or plan has it, read from the file. */
  readRepository(key: string): FleetRepository | undefined {
    const line = this.#read(key, "proposed");
    return line?.kind === "proposed" ? line.repository : this.readPlanned(key)?.repository;
  }

  /** The lines that say all that is known of a repository, read from the file. */
  linesAbout(key: string): RepositoryLine[] {
    return this.#index.placesOf(key).flatMap((place) => {
      const line = readLine(this.#log.read(place));
      return line && "key" in line ? [line] : [];
    });
  }

  add(line: JournalLine): void {
    const text = writeLine(line);
    const start = this.#log.size;
    this.#log.append(text);
    this.#index.add(line, { start, end: this.#log.size - 1 });
    this.#unsynced += 1;
    if (this.#unsynced >= BATCH) this.sync();
  }

  /** Waits for the disk: before anything outside is changed. */
  sync(): void {
    if (this.#unsynced > 0) this.#log.sync();
    this.#unsynced = 0;
  }

  close(): void {
    this.sync();
    this.#log.close();
  }

  #read(key: string, kind: RepositoryLine["kind"]): JournalLine | undefined {
    const place = this.#index.place(key, kind);
    return place && readLine(this.#log.read(place));
  }

  /** Leaves out what later lines have made useless, once that is most of the file. */
  #compact(): void {
    if (this.#log.size <= SMALL) return;
    const needed = this.#index.needed();
    const live = needed.reduce((sum, { start, end }) => sum + end - start + 1, 0);
    if (this.#log.size <= 2 * live) return;
    this.#log.keep(needed.map(({ start, end }) => ({ start, end: end + 1 })));
    this.#index = replay(this.#log).index;
  }
}

/** What has to be done to the end of a file before a line is added. */
interface End {
  readonly cut: number | undefined;
  readonly lacksFeed: boolean;
}

function replay(log: Log): { index: JournalIndex; state: JournalState; end: End } {
  const index = new JournalIndex();
  let damaged = 0;
  let end: End = { cut: undefined, lacksFeed: false };
  for (const { bytes, isWhole, start, end: lineEnd } of linesOf(log)) {
    const line = readLine(bytes);
    if (line) index.add(line, { start, end: lineEnd });
    else if (isWhole) damaged += 1;
    if (!isWhole) end = line ? { cut: undefined, lacksFeed: true } : { cut: start, lacksFeed: false };
  }
  return { index, state: { damaged, isTorn: end.cut !== undefined }, end };
}
