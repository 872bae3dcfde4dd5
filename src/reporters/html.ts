import type { FileResult, RunResult } from "../engine/result.ts";
import { tallyOf } from "../engine/tally.ts";
import { SEVERITIES } from "../finding.ts";
import { unifiedDiff } from "./diff.ts";
import type { ReportOptions } from "./formats.ts";
import { findingHtml } from "./html-finding.ts";
import { page } from "./html-page.ts";
import { codeHtml, diffHtml, escapeHtml, inlineHtml, scrolling } from "./html-text.ts";
import { collecting } from "./report.ts";
import { type Row, failuresOf, rowsOf, rowsOfFile } from "./rows.ts";
import { describeSetup, setupsOf } from "./setup.ts";
import { type RuleCount, countRules, sortCounts } from "./statistics.ts";
import { summarize } from "./summary.ts";
import { count } from "./count.ts";

const NO_WRAP = Number.POSITIVE_INFINITY;

/** One page with everything: totals, what was fixed and what failed, counts, and the findings with a filter over them. */
export const openHtml = collecting((result: RunResult, options: ReportOptions): string => {
  const [totals = "", ...gate] = summarize(result, tallyOf(result), { ...options, quiet: false });
  const rows = rowsOf(result);
  return page(`circlesec: ${totals.replaceAll("`", "")}`, [
    "<header>",
    `<h1>circlesec</h1>`,
    `<p class="totals">${inlineHtml(totals)}</p>`,
    ...gate.map((line) => `<p class="dim">${inlineHtml(line)}</p>`),
    "</header>",
    "<main>",
    ...failuresHtml(result),
    ...result.files.flatMap((file) => appliedHtml(file, result.written)),
    ...setupHtml(result),
    ...(rows.length === 0 ? [] : [...countsHtml(result, rows), ...filterHtml(result), ...findingsHtml(result)]),
    "</main>",
    `<footer><p class="dim">Made by circlesec ${escapeHtml(options.version)}</p></footer>`,
  ]);
});

function failuresHtml(result: RunResult): string[] {
  const failures = failuresOf(result, result.files);
  if (failures.length === 0) return [];
  const items = failures.map(({ path, message }) => `<li>${codeHtml(path)}: ${inlineHtml(message)}</li>`);
  return ["<section>", "<h2>Failed</h2>", "<ul>", ...items, "</ul>", "</section>"];
}

function appliedHtml(file: FileResult, written: boolean): string[] {
  if (file.applied.length === 0) return [];
  const items = file.applied.map(({ line, rule, fix }) => `line ${line}: ${inlineHtml(fix.title)} (${codeHtml(rule)})`);
  const diff = diffHtml(unifiedDiff(file, false).text.trimEnd().split("\n").slice(2));
  return [
    "<section>",
    `<h2>${written ? "Fixed" : "Would fix"} ${codeHtml(file.source.path)}</h2>`,
    "<ul>",
    ...new Set(items.map((item) => `<li>${item}</li>`)),
    "</ul>",
    `<details><summary>${written ? "What changed" : "What would change"}</summary>`,
    diff,
    "</details>",
    "</section>",
  ];
}

function setupHtml(result: RunResult): string[] {
  const lines = describeSetup(setupsOf(result.files), NO_WRAP);
  if (lines.length === 0) return [];
  const text = lines.map(escapeHtml).join("\n");
  return ["<section>", "<h2>What to set up</h2>", scrolling("setup", "What to set up", text), "</section>"];
}

function countsHtml(result: RunResult, rows: readonly Row[]): string[] {
  return [
    '<div class="tables">',
    ...tableHtml("rule", rulesIn(result), (value) => rows.filter(({ finding }) => finding.rule === value)),
    ...tableHtml("file", filesIn(result), (value) => rows.filter(({ finding }) => finding.path === value)),
    "</div>",
  ];
}

function tableHtml(
  field: "rule" | "file",
  values: readonly string[],
  rowsWith: (value: string) => readonly Row[],
): string[] {
  const heads = [field, ...SEVERITIES, "with a fix"].map((name) => `<th scope="col">${name}</th>`);
  const lines = values.map((value) => {
    const name = escapeHtml(value);
    const button = `<button type="button" class="pick" data-field="${field}" data-value="${name}">${name}</button>`;
    const own = rowsWith(value);
    const graded = SEVERITIES.map((severity) => own.filter(({ finding }) => finding.severity === severity));
    const amounts = [...graded, own.filter(({ finding }) => finding.fix !== undefined)].map(({ length }) => length);
    const cells = amounts.map((amount) => `<td${amount === 0 ? ' class="zero"' : ""}>${amount}</td>`);
    return `<tr><th scope="row">${button}</th>${cells.join("")}</tr>`;
  });
  const title = `By ${field}`;
  return [
    `<section><h2>${title}</h2><div class="scroll" tabindex="0" role="region" aria-label="${title}">`,
    `<table><thead><tr>${heads.join("")}</tr></thead>`,
    "<tbody>",
    ...lines,
    "</tbody></table></div></section>",
  ];
}

function rulesIn({ files }: RunResult): string[] {
  const counts = new Map<string, RuleCount>();
  for (const file of files) countRules(counts, file);
  return sortCounts(counts).map(({ rule }) => rule);
}

function filesIn({ files }: RunResult): string[] {
  return files.filter(({ findings }) => findings.length > 0).map(({ source }) => source.path);
}

function filterHtml(result: RunResult): string[] {
  const boxes = SEVERITIES.map(
    (severity) => `<label><input type="checkbox" name="severity" value="${severity}" checked>${severity}</label>`,
  );
  return [
    '<form id="filter" role="search" aria-label="Findings" autocomplete="off" hidden>',
    '<label class="grow">text<input type="search" name="text" placeholder="words that a finding has"></label>',
    selectHtml("rule", rulesIn(result)),
    selectHtml("file", filesIn(result)),
    `<div class="severities" role="group" aria-label="severity">${boxes.join("")}</div>`,
    '<button type="reset">Show all</button>',
    '<p id="shown" role="status"></p>',
    "</form>",
  ];
}

function selectHtml(name: string, values: readonly string[]): string {
  const options = values.map((value) => `<option value="${escapeHtml(value)}">${escapeHtml(value)}</option>`).join("");
  return `<label>${name}<select name="${name}"><option value="">all</option>${options}</select></label>`;
}

function findingsHtml({ files }: RunResult): string[] {
  return files.flatMap((file) => {
    const own = rowsOfFile(file);
    if (own.length === 0) return [];
    const heading = `<h2>${codeHtml(file.source.path)} <span class="count">${count(own.length, "finding")}</span></h2>`;
    return ['<section class="file">', heading, ...own.map(findingHtml), "</section>"];
  });
}
