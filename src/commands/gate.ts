import { type Gate, whatFails } from "../engine/gate.ts";
import type { RunResult } from "../engine/result.ts";
import { pluginOf } from "../rules/plugin.ts";
import { UserError } from "../user-error.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import type { Flags } from "./flags.ts";

/** What the flags say of findings that fail a run. Warnings that are counted fail it by their number only. */
export function toGate({ failOn, maxWarnings, exitZero }: Flags): Gate {
  const limit = maxWarnings === undefined ? undefined : toLimit(maxWarnings);
  return { failOn: failOn ?? (limit === undefined ? "warning" : "error"), maxWarnings: limit, exitZero };
}

function toLimit(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new UserError("--max-warnings wants a number", { help: "Write --max-warnings 10; with 0 no warning passes" });
}

/** How a run ends; the same whatever it is reported in. With `check`, what would change fails it, too. */
export function exitCode(result: RunResult, gate: Gate, check: boolean): ExitCode {
  const failed = result.files.flatMap(({ crashes, refused }) => [...crashes, ...refused]);
  // What the rule of a plugin does wrong is no bug of ours.
  if (failed.some(({ rule }) => pluginOf(rule) === undefined)) return EXIT.bug;
  if (result.errors.length + failed.length > 0) return EXIT.unusable;
  const changing = check && !gate.exitZero && result.files.some(({ before }) => before !== undefined);
  return changing || whatFails(result, gate) !== undefined ? EXIT.findings : EXIT.clean;
}
