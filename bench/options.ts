import process from "node:process";
import { parseArgs } from "node:util";
import { GROUPS, type GroupName } from "./groups/index.ts";

export interface Options {
  /** Counted work only: for CI. */
  readonly quick: boolean;
  /** How time grows with what a config has many of; a part of the names of what is measured, empty for all. */
  readonly growth?: string;
  /** What `fleet plan` takes, against clones. */
  readonly fleet: boolean;
  readonly only: readonly GroupName[];
  readonly peers: boolean;
  readonly rounds: number;
  /** The page is written when everything was measured, or when it is asked for. */
  readonly write: boolean;
}

const NAMES = Object.keys(GROUPS).filter((name): name is GroupName => name in GROUPS);
const ROUNDS = 31;

/** What the command line says. */
export function readOptions(args = process.argv.slice(2)): Options {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    allowNegative: true,
    options: {
      quick: { type: "boolean", default: false },
      fleet: { type: "boolean", default: false },
      growth: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
      peers: { type: "boolean", default: true },
      rounds: { type: "string", default: String(ROUNDS) },
      write: { type: "boolean" },
    },
  });
  const only = NAMES.filter((name) => values.only.includes(name));
  if (only.length < values.only.length) throw new Error(`--only takes ${NAMES.join(", ")}`);
  const rounds = Number(values.rounds);
  if (!(rounds >= 1)) throw new Error("--rounds takes a number from 1 on");
  const { quick, growth, fleet, peers } = values;
  const whole = only.length === 0 && peers;
  const subject = growth ? { growth: positionals[0] ?? "" } : {};
  return {
    quick,
    fleet,
    only: only.length > 0 ? only : NAMES,
    peers,
    rounds,
    write: values.write ?? whole,
    ...subject,
  };
}
