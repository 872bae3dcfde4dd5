import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { measureColdStart } from "./cold-start.ts";
import { renderGrowth } from "./growth.ts";
import { loadInputs } from "./inputs.ts";
import { countParses } from "./parses.ts";
import { renderRatios } from "./table.ts";
import { measureThroughput } from "./throughput.ts";

const ROOT = join(import.meta.dirname, "..");
const FULL = { coldStart: 31, throughput: 9 };
const QUICK = { coldStart: 9, throughput: 3 };

/** Prints ratios, never a verdict: what a machine makes of them is for a person to judge. */
function main(): void {
  const growth = process.argv.indexOf("--growth");
  if (growth !== -1) return console.log(renderGrowth(process.argv[growth + 1]));
  const rounds = process.argv.includes("--quick") ? QUICK : FULL;
  build();
  const { origin, inputs } = loadInputs();
  const bytes = inputs.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  const bundle = statSync(join(ROOT, "dist/cli.cjs")).size;
  console.log(
    `node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} × ${cpus()[0]?.model}`,
  );
  console.log(`${inputs.length} files, ${kilobytes(bytes)}, ${origin}; dist/cli.cjs ${kilobytes(bundle)}`);
  console.log("medians, in turn after a warm-up; × is the median of the ratios of each round\n");
  console.log(renderRatios(`cold start, ${rounds.coldStart} rounds`, measureColdStart(rounds.coldStart)) + "\n");
  console.log(renderRatios(`throughput, ${rounds.throughput} rounds`, measureThroughput(rounds.throughput)) + "\n");
  console.log(countParses(inputs));
}

function build(): void {
  const { status, stderr } = spawnSync("npx", ["tsdown", "--logLevel", "error"], { cwd: ROOT, encoding: "utf8" });
  if (status !== 0) throw new Error(`the build failed\n${stderr}`);
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000)} KB`;
}

main();
