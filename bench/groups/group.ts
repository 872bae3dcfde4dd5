import type { Input } from "../inputs.ts";
import type { Table } from "../measure.ts";
import type { Ready } from "../peers/contestants.ts";

/** What a group of measurements gets. */
export interface Bench {
  /** A folder of its own for what it writes, gone at the end. */
  readonly scratch: string;
  readonly inputs: readonly Input[];
  /** None when peers were not asked for. */
  readonly peers: readonly Ready[];
  /** Rounds of what takes less than a second; longer work gets a part of them. */
  readonly rounds: number;
}

/** Tables of one subject, each as soon as it is measured. */
export type Group = (bench: Bench) => AsyncGenerator<Table>;
