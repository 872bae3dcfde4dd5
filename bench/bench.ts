import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { countWork, renderVerdict } from "./counted/index.ts";
import { measureFleet } from "./fleet/index.ts";
import { GROUPS } from "./groups/index.ts";
import { renderGrowth } from "./growth.ts";
import { loadInputs } from "./inputs.ts";
import { describeMachine } from "./machine.ts";
import type { Table } from "./measure.ts";
import { type Options, readOptions } from "./options.ts";
import { build } from "./ours.ts";
import { writePage } from "./page.ts";
import { readyPeers } from "./peers/contestants.ts";
import { renderRatios } from "./table.ts";

/** Times are printed for a person to judge; only counted work can fail. */
async function main(options: Options, scratch: string): Promise<void> {
  if (options.growth !== undefined) return console.log(renderGrowth(options.growth));
  build();
  if (options.fleet) return measureFleet(scratch);
  const verdict = await countWork(join(scratch, "counted"));
  console.log(renderVerdict(verdict));
  if (verdict.faults.length > 0) process.exitCode = 1;
  if (options.quick) return;
  const { origin, inputs } = loadInputs();
  const machine = describeMachine(origin, inputs);
  console.log(`\n${machine.join("\n")}\nin turn; × is the median of the ratios of each round to the first row`);
  const peers = options.peers ? readyPeers(scratch) : [];
  const tables: Table[] = [];
  for (const name of options.only) {
    for await (const table of GROUPS[name]({ scratch: join(scratch, name), inputs, peers, rounds: options.rounds })) {
      tables.push(table);
      console.log(`\n${renderRatios(table)}`);
    }
  }
  if (options.write) await writePage({ machine, verdict, tables });
}

const scratch = realpathSync(mkdtempSync(join(tmpdir(), "circlesec-bench-")));
const leave = (): void => rmSync(scratch, { recursive: true, force: true });
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    leave();
    process.exit(1);
  });
}
try {
  await main(readOptions(), scratch);
} finally {
  leave();
}
