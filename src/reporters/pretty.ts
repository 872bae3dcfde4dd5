import { Chalk } from "chalk";
import { docsUrl } from "../docs-url.ts";
import type { FileResult, RunResult } from "../engine/result.ts";
import type { Finding, Fix, Severity } from "../finding.ts";
import { SAFETY } from "./explain.ts";
import { bugIn, describeApplied, describeRefused } from "./fixes.ts";
import { pluginOf } from "../rules/plugin.ts";
import { drawFrame } from "./frame.ts";
import { link } from "./rules.ts";
import { describeSetup } from "./setup.ts";
import { type SummaryOptions, summarize } from "./summary.ts";
import { visible, wrap } from "./text.ts";

const NOTES_SHOWN = 5;

/** How a report for a person looks. */
export interface PrettyOptions extends SummaryOptions {
  readonly color: boolean;
  /** Columns of the terminal; 100 when absent. */
  readonly width?: number | undefined;
  /** True where the terminal shows links: the name of a rule is one to its page. */
  readonly links?: boolean;
}

interface Style {
  readonly width: number;
  readonly nameRule: (rule: string) => string;
  readonly bold: (text: string) => string;
  readonly severity: Readonly<Record<Severity, (text: string) => string>>;
}

/** The findings of one file alone, for a person. */
export function reportFinding(file: FileResult, options: Pick<PrettyOptions, "color" | "width" | "links">): string {
  return `${describeFindings(file, styleOf(options), new Set())
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;
}

/** What was found, what was fixed and what to do next, for a person. Empty when `quiet` and all is well. */
export function reportPretty(result: RunResult, options: PrettyOptions): string {
  const style = styleOf(options);
  const explained = new Set<string>();
  const blocks = [
    ...result.files.map((file) => describeApplied(file, result.written, style.width, style.bold)),
    ...describeRefused(result.files, style.width),
    ...result.files.flatMap((file) => describeFindings(file, style, explained)),
    ...describeFailures(result, style),
    summarize(result, options),
    describeSetup(result, style.width),
  ];
  const text = blocks.filter((block) => block.length > 0).map((block) => block.join("\n"));
  return text.length === 0 ? "" : `${text.join("\n\n")}\n`;
}

function styleOf({ color, width, links }: Pick<PrettyOptions, "color" | "width" | "links">): Style {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  return {
    width: Math.max(width ?? 100, 40),
    nameRule: (rule) => (links === true && pluginOf(rule) === undefined ? link(rule, docsUrl(rule)) : rule),
    bold: chalk.bold,
    severity: { error: chalk.red, warning: chalk.yellow, info: chalk.blue },
  };
}

function describeFindings(file: FileResult, style: Style, explained: Set<string>): string[][] {
  const { source, findings, secrets: hidden } = file;
  if (findings.length === 0) return [];
  const once = (finding: Finding, label: string, text: string | undefined): string[] => {
    const key = JSON.stringify([finding.rule, label, text]);
    if (text === undefined || explained.has(key)) return [];
    explained.add(key);
    return wrap(`  ${label}: ${text}`, style.width, 4);
  };
  return findings.map((finding) => {
    const { line, column } = source.position(finding.span.start);
    const paint = style.severity[finding.severity];
    return [
      `${style.bold(visible(`${finding.path}:${line}:${column}`))} ${paint(finding.severity)} ${style.nameRule(finding.rule)}`,
      ...wrap(`  ${finding.message}`, style.width, 4),
      ...drawFrame(source, finding.span, { width: style.width, hidden, paint }),
      ...once(finding, "why", finding.why),
      ...describeFix(finding.fix, style.width),
      ...once(finding, "help", finding.help),
      ...describeNotes(file, finding, style.width),
    ];
  });
}

function describeFix(fix: Fix | undefined, width: number): string[] {
  return fix ? wrap(`  fix: ${fix.title}${SAFETY[fix.safety]}`, width, 4) : [];
}

function describeNotes({ source }: FileResult, { path, related }: Finding, width: number): string[] {
  const lines = related.slice(0, NOTES_SHOWN).flatMap((note) => {
    const { line, column } = source.position(note.start);
    return wrap(`  note: ${path}:${line}:${column} ${note.text}`, width, 4);
  });
  const more = related.length - NOTES_SHOWN;
  return more > 0 ? [...lines, `  note: and ${more} more`] : lines;
}

/** A block for each file that could not be read or written, and for each rule that threw. */
function describeFailures({ files, errors }: RunResult, { width, bold, severity }: Style): string[][] {
  return [
    ...errors.map(({ path, message, help }) => [
      `${bold(visible(path))} ${severity.error("failed")}`,
      ...wrap(`  ${message}`, width, 4),
      ...(help === undefined ? [] : wrap(`  help: ${help}`, width, 4)),
    ]),
    ...files.flatMap(({ source, crashes }) =>
      crashes.map(({ rule, message }) => [
        `${bold(visible(source.path))} ${severity.error("failed")}${rule === undefined ? "" : ` ${rule}`}`,
        ...wrap(`  ${message}`, width, 4),
        `  ${bugIn(pluginOf(rule))}; ${rule === undefined ? "the other files were checked" : "the other rules went on"}`,
      ]),
    ),
  ];
}
