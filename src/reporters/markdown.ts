import type { FileResult, RunResult } from "../engine/result.ts";
import { tallyOf } from "../engine/tally.ts";
import { SAFETY } from "./explain.ts";
import type { ReportOptions } from "./formats.ts";
import { unifiedDiff } from "./diff.ts";
import { type Block, cut } from "./markdown-blocks.ts";
import { blockMarkdown, codeMarkdown, inlineMarkdown } from "./markdown-text.ts";
import { collecting } from "./report.ts";
import { type Row, failuresOf, rowsOfFile } from "./rows.ts";
import { describeSetup, setupsOf } from "./setup.ts";
import { summarize } from "./summary.ts";

const NO_WRAP = Number.POSITIVE_INFINITY;

/** A comment for a pull request: totals, what was fixed, findings by file, what to do, all folded that is long. */
export const openMarkdown = collecting((result: RunResult, options: ReportOptions): string => {
  const totals = summarize(result, tallyOf(result), { ...options, quiet: false });
  const failures = failuresOf(result, result.files);
  return cut([
    ["### circlesec"],
    totals.map(inlineMarkdown),
    failures.map(({ path, message }) => `- **failed** ${codeMarkdown(path)}: ${inlineMarkdown(message)}`),
    ...result.files.flatMap((file) => describeFile(file, result.written)),
    describeReasons(result),
    ...result.files.map((file) => describeChanges(file, result.written)),
    fold("What to set up", describeSetup(setupsOf(result.files), NO_WRAP)),
  ]);
});

function describeFile(file: FileResult, written: boolean): Block[] {
  const applied = new Set(file.applied.map(({ line, fix }) => `- line ${line}: ${inlineMarkdown(fix.title)}`));
  const rows = rowsOfFile(file);
  const name = codeMarkdown(file.source.path);
  return [
    applied.size > 0 ? [`**${written ? "Fixed" : "Would fix"}** ${name}\n`, ...applied] : [],
    rows.length > 0 ? [`${name}\n`, ...rows.map((row) => describeRow(row).join("\n"))] : [],
  ];
}

function describeRow({ finding, start }: Row): string[] {
  const { severity, rule, message, fix, help } = finding;
  const place = `line ${start.line}, column ${start.column}`;
  return [
    `- **${severity}** ${place}: ${inlineMarkdown(message)} (${codeMarkdown(rule)})`,
    ...(fix ? [`  - fix: ${inlineMarkdown(fix.title)}${SAFETY[fix.safety]}`] : []),
    ...(help === undefined ? [] : [`  - help: ${inlineMarkdown(help)}`]),
  ];
}

/** Why it matters, each reason once for its rule. */
function describeReasons({ files }: RunResult): Block {
  const findings = files.flatMap((file) => file.findings);
  const lines = findings.map(({ rule, why }) => `- ${codeMarkdown(rule)}: ${inlineMarkdown(why)}`);
  return details("Why", [...new Set(lines)]);
}

function describeChanges(file: FileResult, written: boolean): Block {
  const { text } = unifiedDiff(file, false);
  return text === "" ? [] : fold(written ? "What changed" : "What would change", text.trimEnd().split("\n"), "diff");
}

function fold(title: string, lines: readonly string[], language = "text"): Block {
  return lines.length === 0 ? [] : details(title, blockMarkdown(language, lines));
}

/** One part: it cannot be cut. */
function details(title: string, lines: readonly string[]): Block {
  if (lines.length === 0) return [];
  return [[`<details><summary>${title}</summary>`, "", ...lines, "", "</details>"].join("\n")];
}
