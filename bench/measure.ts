/** Something to measure; a run returns milliseconds. */
export interface Contestant {
  readonly name: string;
  readonly run: () => number;
}

/** The milliseconds of each round; the same index is the same round in all measurements of one run. */
export interface Measurement {
  readonly name: string;
  readonly rounds: readonly number[];
}

export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Measures in turn (A B A B …), so that what slows the machine for a while slows everyone alike. A first round counts
 * for nothing.
 */
export function measureInTurn(contestants: readonly Contestant[], rounds: number): Measurement[] {
  const measurements = contestants.map(({ name, run }) => ({ name, run, rounds: new Array<number>() }));
  for (const { run } of measurements) run();
  for (let round = 0; round < rounds; round += 1) {
    for (const measurement of measurements) measurement.rounds.push(measurement.run());
  }
  return measurements;
}

/** How many times as long as the baseline: the ratio of each round, because absolute times drift between rounds. */
export function ratiosTo(baseline: Measurement, { rounds }: Measurement): number[] {
  return rounds.map((time, round) => time / (baseline.rounds[round] ?? Number.NaN));
}

export function summarize(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
  return { median, min: at(0), max: at(sorted.length - 1) };
}
