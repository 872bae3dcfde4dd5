import { type Gate, whatFails } from "../engine/gate.ts";
import type { RunResult, Suppression } from "../engine/result.ts";
import { type Finding, SEVERITIES } from "../finding.ts";
import { count } from "./text.ts";

/** What the last lines depend on besides the result. */
export interface SummaryOptions extends Gate {
  /** Says nothing when there is nothing to do. */
  readonly quiet: boolean;
}

/** The totals of a run; empty when it is clean and `quiet`. */
export function summarize(result: RunResult, { quiet, ...gate }: SummaryOptions): string[] {
  const findings = result.files.flatMap((file) => file.findings);
  const fixed = result.files.flatMap((file) => file.applied).length;
  const failed = describeFailed(result);
  const left = describeSuppressed(result);
  const stale = describeStale(result);
  if (findings.length + fixed === 0) {
    if (quiet) return stale;
    const isKnown = result.files.some((file) => file.suppressed.some((one) => one.suppression.kind !== "comment"));
    const none = isKnown ? "No new problems" : "No problems";
    if (result.files.length > 0)
      return [`${none} in ${count(result.files.length, "file")}${failed}.`, ...left, ...stale];
    return result.skipped > 0 ? [`No CircleCI configuration in ${count(result.skipped, "file")}${failed}.`] : [];
  }
  const totals = result.command === "fix" ? totalsOfFix(result, findings) : totalsOfLint(result, findings);
  const end = result.command === "fix" ? "." : "";
  return [`${totals}${failed}${end}`, ...left, ...stale, ...describeGate(result, gate)];
}

/** What is left out because somebody knows of it. */
function describeSuppressed({ files }: RunResult): string[] {
  const amounts = new Map<string, number>();
  for (const { suppression } of files.flatMap((file) => file.suppressed)) {
    const where = describeWhere(suppression);
    amounts.set(where, (amounts.get(where) ?? 0) + 1);
  }
  return [...amounts].map(([where, amount]) => `Left out: ${amount} that ${where}`);
}

function describeWhere(suppression: Suppression): string {
  if (suppression.kind === "comment") return "comments suppress";
  return suppression.kind === "baseline" ? "the baseline has" : `\`${suppression.ref}\` has already`;
}

function describeStale({ stale }: RunResult): string[] {
  if (stale === 0) return [];
  const lines = stale === 1 ? "1 line of the baseline is" : `${stale} lines of the baseline are`;
  return [`${lines} stale: --prune-baseline removes ${stale === 1 ? "it" : "them"}`];
}

function totalsOfLint(result: RunResult, findings: readonly Finding[]): string {
  const amounts = SEVERITIES.flatMap((severity) => {
    const amount = findings.filter((finding) => finding.severity === severity).length;
    return amount === 0 ? [] : [count(amount, severity)];
  });
  const files = result.files.filter((file) => file.findings.length > 0).length;
  const unsafe = countUnsafe(findings);
  const fixable = findings.filter((finding) => finding.fix).length - unsafe;
  const total = `${amounts.join(", ")} in ${count(files, "file")}`;
  if (fixable > 0) {
    const more = unsafe === 0 ? "" : ` (${unsafe} more with --unsafe)`;
    return `${total}; ${fixable} can be fixed with \`circlesec fix\`${more}`;
  }
  return unsafe === 0 ? total : `${total}; ${unsafe} can be fixed with \`circlesec fix --unsafe\``;
}

function totalsOfFix(result: RunResult, findings: readonly Finding[]): string {
  const files = result.files.filter((file) => file.applied.length > 0);
  const fixed = files.reduce((sum, file) => sum + file.applied.length, 0);
  const unsafe = countUnsafe(findings);
  const more = unsafe === 0 ? "" : ` (${unsafe} can be fixed with --unsafe)`;
  const verb = result.written ? "Fixed" : "Would fix";
  const done = fixed === 0 ? `${verb} nothing` : `${verb} ${count(fixed, "problem")} in ${count(files.length, "file")}`;
  return `${done}; ${findings.length === 0 ? "none" : findings.length} left${more}`;
}

function countUnsafe(findings: readonly Finding[]): number {
  return findings.filter((finding) => finding.fix?.safety === "unsafe").length;
}

function describeFailed({ files, errors }: RunResult): string {
  const crashes = files.flatMap((file) => file.crashes);
  const rules = crashes.filter(({ rule }) => rule !== undefined).length;
  const plugins = errors.filter(({ isPlugin }) => isPlugin).length;
  const amounts = [
    [errors.length - plugins + crashes.length - rules, "file"],
    [plugins, "plugin"],
    [rules, "rule"],
  ] as const;
  const parts = amounts.map(([amount, noun]) => (amount === 0 ? "" : count(amount, noun)));
  return parts.map((part) => (part === "" ? "" : `; ${part} failed`)).join("");
}

/** Why a run with findings passes, or fails for their number; empty when more went wrong than findings tell. */
function describeGate(result: RunResult, gate: Gate): string[] {
  const findings = result.files.flatMap((file) => file.findings);
  const isBroken =
    result.errors.length > 0 || result.files.some((file) => file.crashes.length + file.refused.length > 0);
  if (findings.length === 0 || isBroken) return [];
  const why = whatFails(result, gate);
  if (why === "severity") return [];
  const limit = gate.maxWarnings === undefined ? "" : `--max-warnings ${gate.maxWarnings}`;
  if (why === "warnings") return [`There are more warnings than may be (${limit})`];
  const passing = gate.exitZero ? "--exit-zero" : `--fail-on ${gate.failOn}${limit === "" ? "" : `, ${limit}`}`;
  return [`None of them fails the run (${passing})`];
}
