import type { AppliedFix, FileResult } from "../engine/result.ts";
import { visible, wrap } from "./text.ts";

/** What was fixed in one file, or would be, one entry for each title; empty when there is nothing. */
export function describeApplied(
  file: FileResult,
  written: boolean,
  width: number,
  bold: (text: string) => string,
): string[] {
  if (file.applied.length === 0) return [];
  const titles = [...new Set(file.applied.map((applied) => applied.fix.title))];
  const entries = titles.flatMap((title) => {
    const lines = linesOf(file.applied.filter((applied) => applied.fix.title === title));
    return wrap(`  ${lines}: ${title}`, width, 4);
  });
  return [`${written ? "fixed" : "would fix"} ${bold(visible(file.source.path))}`, ...entries];
}

function linesOf(applied: readonly AppliedFix[]): string {
  return [...new Set(applied.map((fix) => fix.line))].sort((a, b) => a - b).join(", ");
}

/** The fixes that did not pass the proof; empty when all did. */
export function describeRefused(files: readonly FileResult[], width: number): string[] {
  const entries = files.flatMap(({ source, refused }) =>
    refused.map(({ line, rule, title, reason }) => `${source.path}:${line} ${rule}: ${title} (${reason})`),
  );
  if (entries.length === 0) return [];
  const made = entries.length === 1 ? "a fix" : `${entries.length} fixes`;
  return [
    ...wrap(`circlesec made ${made} that it could not prove; the text was left as it was:`, width, 2),
    ...entries.flatMap((entry) => wrap(`  ${entry}`, width, 4)),
    "This is a bug in circlesec, please report it",
  ];
}
