import { Chalk } from "chalk";
import { docsUrl } from "../docs-url.ts";
import type { FileResult, RunEnd } from "../engine/result.ts";
import type { Finding, Fix, Severity } from "../finding.ts";
import { pluginOf } from "../rules/plugin.ts";
import { SAFETY } from "./explain.ts";
import { bugIn, describeApplied } from "./fixes.ts";
import { drawFrame } from "./frame.ts";
import type { BrokenFile } from "./rows.ts";
import { link } from "./rules.ts";
import { visible, wrap } from "./text.ts";

export { describeRefused } from "./fixes.ts";
export { describeSetup, noteSetups } from "./setup.ts";

const NOTES_SHOWN = 5;

/** How blocks look. */
export interface Look {
  readonly color: boolean;
  /** Columns of a line. */
  readonly width: number;
  /** True where the terminal shows links: the name of a rule is one to its page. */
  readonly links: boolean;
}

interface Style {
  readonly width: number;
  readonly nameRule: (rule: string) => string;
  readonly bold: (text: string) => string;
  readonly severity: Readonly<Record<Severity, (text: string) => string>>;
}

function styleOf({ color, width, links }: Look): Style {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  return {
    width,
    nameRule: (rule) => (links && pluginOf(rule) === undefined ? link(rule, docsUrl(rule)) : rule),
    bold: chalk.bold,
    severity: { error: chalk.red, warning: chalk.yellow, info: chalk.blue },
  };
}

/** What was fixed in a file, or would be. */
export function describeFixed(file: FileResult, written: boolean, look: Look): string[] {
  const { width, bold } = styleOf(look);
  return describeApplied(file, written, width, bold);
}

/** The findings of a file, a block for each; what `explained` has already is not said again. */
export function describeFindings(file: FileResult, look: Look, explained: Set<string>): string[][] {
  const style = styleOf(look);
  const { source, findings, secrets: hidden } = file;
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
export function describeFailures({ errors }: RunEnd, files: readonly BrokenFile[], look: Look): string[][] {
  const { width, bold, severity } = styleOf(look);
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
