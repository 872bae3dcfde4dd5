import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cleanConfig } from "./inputs.ts";
import { type Measurement, measureInTurn } from "./measure.ts";
import { runNode } from "./processes.ts";

const CLI = join(import.meta.dirname, "../dist/cli.cjs");
const SIZE = 5000;

/** Whole processes, from start to end, against a Node that does nothing. */
export function measureColdStart(rounds: number): Measurement[] {
  const cwd = mkdtempSync(join(tmpdir(), "circlesec-bench-"));
  try {
    writeFileSync(join(cwd, "config.yml"), cleanConfig(SIZE));
    const process = (name: string, args: readonly string[], status = 0) => ({
      name,
      run: () => runNode(args, { cwd, status }).ms,
    });
    return measureInTurn(
      [
        process("node -e 0", ["-e", "0"]),
        process("lint, one clean 5 KB file", [CLI, "lint", "config.yml"]),
        process("--version", [CLI, "--version"]),
        process("a usage error", [CLI, "lint", "--unknown"], 2),
      ],
      rounds,
    );
  } finally {
    rmSync(cwd, { recursive: true });
  }
}
