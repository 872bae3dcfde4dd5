import { Chalk } from "chalk";
import { docsUrl } from "../docs-url.ts";
import type { FileResult, RunEnd } from "../engine/result.ts";
import { Tally } from "../engine/tally.ts";
import type { Finding, Fix, Severity } from "../finding.ts";
import { SAFETY } from "./explain.ts";
import { bugIn, describeApplied, describeRefused } from "./fixes.ts";
import { pluginOf } from "../rules/plugin.ts";
import { drawFrame } from "./frame.ts";
import type { Reporter } from "./report.ts";
import { type BrokenFile, brokenPartOf } from "./rows.ts";
import { link } from "./rules.ts";
import { type FixSetup, describeSetup, noteSetups } from "./setup.ts";
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

/**
 * What was found, what was fixed and what to do next, for a person. Empty when `quiet` and all is well. Fixes of all files come
 * before what is left, so that with `fix` the findings wait for the end.
 */
export const openPretty: Reporter<PrettyOptions> = (run, options) => {
  const style = styleOf(options);
  const explained = new Set<string>();
  const tally = new Tally();
  const setups = new Map<string, FixSetup>();
  const broken: BrokenFile[] = [];
  const waiting: string[] = [];
  const join = blockJoiner();
  return {
    file: (file) => {
      tally.add(file);
      noteSetups(setups, file);
      broken.push(...brokenPartOf(file));
      const fixed = join([describeApplied(file, run.written, style.width, style.bold)]);
      const found = describeFindings(file, style, explained);
      if (run.command === "lint") return fixed + join(found);
      waiting.push(...found.map((block) => block.join("\n")));
      return fixed;
    },
    end: (end) =>
      join([
        ...describeRefused(broken, style.width),
        ...waiting.map((block) => [block]),
        ...describeFailures(end, broken, style),
        summarize({ ...run, ...end }, tally, options),
        describeSetup([...setups.values()], style.width),
      ]),
  };
};

/** Makes text of blocks, an empty line between two of them; each piece of text ends with its line. */
function blockJoiner(): (blocks: readonly (readonly string[])[]) => string {
  let isFirst = true;
  return (blocks) => {
    const text = blocks.filter((block) => block.length > 0).map((block) => `${block.join("\n")}\n`);
    if (text.length === 0) return "";
    const joined = `${isFirst ? "" : "\n"}${text.join("\n")}`;
    isFirst = false;
    return joined;
  };
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
function describeFailures(
  { errors }: RunEnd,
  files: readonly BrokenFile[],
  { width, bold, severity }: Style,
): string[][] {
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
