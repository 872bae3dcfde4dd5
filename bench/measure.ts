/** Something to measure: a run returns milliseconds, or another unit that the whole table has. */
export interface Contestant {
  readonly name: string;
  readonly run: () => number | Promise<number>;
  /** Runs before each round, uncounted: what takes the traces of the round before away. */
  readonly before?: () => void;
  /** Counts in the first round only, because more of it would take too long. */
  readonly once?: boolean;
}

/** What each round gave; the same index is the same round in all measurements of one run. */
export interface Measurement {
  readonly name: string;
  readonly rounds: readonly number[];
  /** Why it was not measured. */
  readonly missing?: string;
}

/** What was measured in turn, against the first of it. */
export interface Table {
  readonly title: string;
  readonly unit: "ms" | "MB";
  readonly measurements: readonly Measurement[];
  readonly note?: string;
}

export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

interface Turns {
  readonly rounds: number;
  /** A first round that counts for nothing. */
  readonly warmUp: boolean;
}

/** Measures in turn (A B A B …), so that what slows the machine for a while slows everyone alike. */
export async function measureInTurn(contestants: readonly Contestant[], turns: Turns): Promise<Measurement[]> {
  const measured = contestants.map((contestant) => ({ contestant, rounds: new Array<number>(), missing: "" }));
  for (let round = turns.warmUp ? -1 : 0; round < turns.rounds; round += 1) {
    for (const one of measured) {
      if (one.missing || (one.contestant.once && round !== 0)) continue;
      try {
        one.contestant.before?.();
        const value = await one.contestant.run();
        if (round >= 0) one.rounds.push(value);
      } catch (error) {
        one.missing = error instanceof Error ? (error.message.split("\n")[0] ?? "it failed") : String(error);
      }
    }
  }
  return measured.map(({ contestant: { name }, rounds, missing }) => ({ name, rounds, ...(missing && { missing }) }));
}

/** How many times as much as the baseline: the ratio of each round, because absolute times drift between rounds. */
export function ratiosTo(baseline: Measurement, { rounds }: Measurement): number[] {
  return rounds.map((value, round) => value / (baseline.rounds[round] ?? Number.NaN));
}

export function summarize(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
  return { median, min: at(0), max: at(sorted.length - 1) };
}
