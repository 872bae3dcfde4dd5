import type { RunResult } from "../engine/result.ts";
import { failuresOf, rowsOf } from "./rows.ts";
import { visible } from "./text.ts";

/** A line for each finding, `path:line:column: severity rule message`; before them what was fixed, after them what failed. */
export function reportConcise(result: RunResult): string {
  const done = result.written ? "fixed" : "would fix";
  const lines = [
    ...result.files.flatMap(({ source, applied }) =>
      applied.map(({ line, rule, fix }) => `${source.path}:${line}: ${done} ${rule} ${fix.title}`),
    ),
    ...rowsOf(result).map(
      ({ finding: { path, severity, rule, message }, start }) =>
        `${path}:${start.line}:${start.column}: ${severity} ${rule} ${message}`,
    ),
  ];
  return toText(lines) + reportFailures(result);
}

/** A line for each thing that kept the run from being whole. */
export function reportFailures(result: RunResult): string {
  return toText(
    failuresOf(result).map(({ path, line, message }) => `${path}:${line ? `${line}:` : ""} failed ${message}`),
  );
}

function toText(lines: readonly string[]): string {
  return lines.map((line) => `${visible(line)}\n`).join("");
}
