import type { AppliedFix, FileResult } from "../engine/result.ts";
import { pluginOf } from "../rules/plugin.ts";
import type { BrokenFile } from "./rows.ts";
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

/** Whose bug something is, and what to do about it. */
export function bugIn(plugin: string | undefined): string {
  return plugin === undefined
    ? "This is a bug in circlesec, please report it"
    : `This is a bug in the plugin \`${plugin}\`: tell whoever wrote it`;
}

/** The fixes that did not pass the proof, a block for circlesec and each plugin; empty when all did. */
export function describeRefused(files: readonly BrokenFile[], width: number): string[][] {
  const refused = files.flatMap(({ source, refused }) => refused.map((one) => ({ ...one, path: source.path })));
  const makers = new Set(refused.map(({ rule }) => pluginOf(rule)));
  return [...makers].map((maker) => {
    const own = refused.filter(({ rule }) => pluginOf(rule) === maker);
    const made = own.length === 1 ? "a fix" : `${own.length} fixes`;
    const subject = maker === undefined ? "circlesec" : `the plugin \`${maker}\``;
    const prover = maker === undefined ? "it" : "circlesec";
    return [
      ...wrap(`${subject} made ${made} that ${prover} could not prove; the text was left as it was:`, width, 2),
      ...own.flatMap(({ path, line, rule, title, reason }) =>
        wrap(`  ${path}:${line} ${rule}: ${title} (${reason})`, width, 4),
      ),
      bugIn(maker),
    ];
  });
}
