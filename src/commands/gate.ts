import { type Gate, whatFails } from "../engine/gate.ts";
import type { RunEnd } from "../engine/result.ts";
import type { Tally } from "../engine/tally.ts";
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
export function exitCode(tally: Tally, { errors }: Pick<RunEnd, "errors">, gate: Gate, check: boolean): ExitCode {
  // What the rule of a plugin does wrong is no bug of ours.
  if (tally.ownFaults > 0) return EXIT.bug;
  if (errors.length + tally.pluginFaults > 0) return EXIT.unusable;
  const isChanging = check && !gate.exitZero && tally.changed > 0;
  return isChanging || whatFails(tally, gate) !== undefined ? EXIT.findings : EXIT.clean;
}
