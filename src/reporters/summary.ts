import { type Gate, whatFails } from "../engine/gate.ts";
import type { RunEnd, RunStart, Suppression } from "../engine/result.ts";
import type { Tally } from "../engine/tally.ts";
import { SEVERITIES } from "../finding.ts";
import { count } from "./count.ts";

/** What the last lines depend on besides the run. */
export interface SummaryOptions extends Gate {
  /** Says nothing when there is nothing to do. */
  readonly quiet: boolean;
}

/** A run without its files. */
type Run = RunStart & RunEnd;

/** The totals of a run; empty when it is clean and `quiet`. */
export function summarize(run: Run, tally: Tally, { quiet, ...gate }: SummaryOptions): string[] {
  const failed = describeFailed(run, tally);
  const left = tally.suppressed.map(
    ({ suppression, amount }) => `Left out: ${amount} that ${describeWhere(suppression)}`,
  );
  const stale = describeStale(run);
  if (tally.findings + tally.applied === 0) {
    if (quiet) return stale;
    const isKnown = tally.suppressed.some(({ suppression }) => suppression.kind !== "comment");
    const none = isKnown ? "No new problems" : "No problems";
    if (tally.files > 0) return [`${none} in ${count(tally.files, "file")}${failed}.`, ...left, ...stale];
    return run.skipped > 0 ? [`No CircleCI configuration in ${count(run.skipped, "file")}${failed}.`] : [];
  }
  const totals = run.command === "fix" ? totalsOfFix(run, tally) : totalsOfLint(tally);
  const end = run.command === "fix" ? "." : "";
  return [`${totals}${failed}${end}`, ...left, ...stale, ...describeGate(run, tally, gate)];
}

function describeWhere(suppression: Suppression): string {
  if (suppression.kind === "comment") return "comments suppress";
  return suppression.kind === "baseline" ? "the baseline has" : `\`${suppression.ref}\` has already`;
}

function describeStale({ stale }: RunEnd): string[] {
  if (stale === 0) return [];
  const lines = stale === 1 ? "1 line of the baseline is" : `${stale} lines of the baseline are`;
  return [`${lines} stale: --prune-baseline removes ${stale === 1 ? "it" : "them"}`];
}

function totalsOfLint({ severities, filesFound, fixable, unsafe }: Tally): string {
  const amounts = SEVERITIES.flatMap((severity) =>
    severities[severity] === 0 ? [] : [count(severities[severity], severity)],
  );
  const total = `${amounts.join(", ")} in ${count(filesFound, "file")}`;
  if (fixable > 0) {
    const more = unsafe === 0 ? "" : ` (${unsafe} more with --unsafe)`;
    return `${total}; ${fixable} can be fixed with \`circlesec fix\`${more}`;
  }
  return unsafe === 0 ? total : `${total}; ${unsafe} can be fixed with \`circlesec fix --unsafe\``;
}

function totalsOfFix({ written }: RunStart, { applied, filesFixed, findings, unsafe }: Tally): string {
  const more = unsafe === 0 ? "" : ` (${unsafe} can be fixed with --unsafe)`;
  const verb = written ? "Fixed" : "Would fix";
  const done =
    applied === 0 ? `${verb} nothing` : `${verb} ${count(applied, "problem")} in ${count(filesFixed, "file")}`;
  return `${done}; ${findings === 0 ? "none" : findings} left${more}`;
}

function describeFailed({ errors }: RunEnd, { crashedFiles, crashedRules }: Tally): string {
  const plugins = errors.filter(({ isPlugin }) => isPlugin).length;
  const amounts = [
    [errors.length - plugins + crashedFiles, "file"],
    [plugins, "plugin"],
    [crashedRules, "rule"],
  ] as const;
  const parts = amounts.map(([amount, noun]) => (amount === 0 ? "" : count(amount, noun)));
  return parts.map((part) => (part === "" ? "" : `; ${part} failed`)).join("");
}

/** Why a run with findings passes, or fails for their number; empty when more went wrong than findings tell. */
function describeGate({ errors }: RunEnd, tally: Tally, gate: Gate): string[] {
  if (tally.findings === 0 || errors.length + tally.ownFaults + tally.pluginFaults > 0) return [];
  const why = whatFails(tally, gate);
  if (why === "severity") return [];
  const limit = gate.maxWarnings === undefined ? "" : `--max-warnings ${gate.maxWarnings}`;
  if (why === "warnings") return [`There are more warnings than may be (${limit})`];
  const passing = gate.exitZero ? "--exit-zero" : `--fail-on ${gate.failOn}${limit === "" ? "" : `, ${limit}`}`;
  return [`None of them fails the run (${passing})`];
}
