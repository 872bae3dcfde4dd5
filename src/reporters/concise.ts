import type { RunEnd } from "../engine/result.ts";
import type { Reporter } from "./report.ts";
import { type BrokenFile, brokenPartOf, failuresOf, rowsOfFile } from "./rows.ts";
import { visible } from "./text.ts";

/**
 * A line for each finding, `path:line:column: severity rule message`; before them what was fixed, after them what failed. With
 * `fix` the findings wait until the fixes of all files are told.
 */
export const openConcise: Reporter<unknown> = (run) => {
  const done = run.written ? "fixed" : "would fix";
  const broken: BrokenFile[] = [];
  const waiting: string[] = [];
  return {
    file: (file) => {
      broken.push(...brokenPartOf(file));
      const { source, applied } = file;
      const fixed = toText(
        applied.map(({ line, rule, fix }) => `${source.path}:${line}: ${done} ${rule} ${fix.title}`),
      );
      const found = toText(
        rowsOfFile(file).map(
          ({ finding: { path, severity, rule, message }, start }) =>
            `${path}:${start.line}:${start.column}: ${severity} ${rule} ${message}`,
        ),
      );
      if (run.command === "lint") return fixed + found;
      if (found !== "") waiting.push(found);
      return fixed;
    },
    end: (end) => waiting.join("") + reportFailures(end, broken),
  };
};

/** A line for each thing that kept the run from being whole. */
export function reportFailures(end: Pick<RunEnd, "errors">, broken: readonly BrokenFile[]): string {
  return toText(
    failuresOf(end, broken).map(({ path, line, message }) => `${path}:${line ? `${line}:` : ""} failed ${message}`),
  );
}

function toText(lines: readonly string[]): string {
  return lines.map((line) => `${visible(line)}\n`).join("");
}
