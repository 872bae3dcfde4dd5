import { docsUrl } from "../docs-url.ts";
import type { AppliedFix, FileResult, RefusedFix, RunEnd } from "../engine/result.ts";
import type { Finding, Fix, Prerequisite, Safety, Severity, SuppressedFinding, Suppression } from "../finding.ts";
import { pluginOf } from "../rules/plugin.ts";
import type { Source } from "../source/source.ts";
import type { Position, Span } from "../source/span.ts";
import { repeatsSecret } from "./edits.ts";
import type { BrokenFile } from "./rows.ts";

/** The JSON report, version 1: a promise to other tools, so it changes only together with `schemaVersion`. */
export interface Report {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: "circlesec"; readonly version: string };
  readonly findings: readonly ReportFinding[];
  /** Absent where nothing is suppressed. */
  readonly suppressed?: readonly ReportSuppressed[];
  /** Only for `circlesec fix`. */
  readonly fixes?: { readonly applied: readonly ReportApplied[]; readonly refused: readonly ReportRefused[] };
  readonly files: { readonly linted: number; readonly skipped: number; readonly failed: number };
  readonly errors: readonly ReportError[];
}

interface ReportError {
  readonly path: string;
  readonly message: string;
  /** Absent where there is nothing to say. */
  readonly help?: string;
}

/** Lines and columns from 1, offsets from 0, all in UTF-16 units. */
interface ReportPosition {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

interface ReportRange {
  readonly start: ReportPosition;
  readonly end: ReportPosition;
}

interface ReportFinding {
  readonly rule: string;
  /** Where the rule is explained; absent for rules of plugins. */
  readonly docs?: string;
  readonly severity: Severity;
  readonly message: string;
  readonly why: string;
  readonly help: string | null;
  readonly path: string;
  readonly subject: string;
  readonly range: ReportRange;
  readonly related: readonly { readonly message: string; readonly range: ReportRange }[];
  readonly fix: ReportFix | null;
}

interface ReportSuppressed {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly path: string;
  readonly range: ReportRange;
  readonly suppression: {
    readonly kind: Suppression["kind"];
    readonly line?: number;
    readonly until?: string | null;
    readonly reason?: string | null;
    readonly ref?: string;
  };
}

interface ReportFix {
  readonly title: string;
  readonly safety: Safety;
  readonly edits: readonly { readonly start: number; readonly end: number; readonly text: string }[];
  readonly setup: readonly ReportSetup[];
}

/** What has to exist outside, as JSON has it. */
export interface ReportSetup {
  readonly kind: Prerequisite["kind"];
  readonly context?: string;
  readonly variables: readonly string[];
  readonly account?: string;
  readonly how?: string;
  readonly page?: string;
  readonly reads?: string;
  readonly job?: string;
  readonly seconds?: number;
  readonly steps?: readonly string[];
}

interface ReportApplied {
  readonly path: string;
  readonly rule: string;
  readonly message: string;
  readonly line: number;
  readonly title: string;
  readonly safety: Safety;
  readonly setup: readonly ReportSetup[];
  readonly proof: "held";
}

interface ReportRefused {
  readonly path: string;
  readonly rule: string;
  readonly line: number;
  readonly title: string;
  readonly reason: string;
}

export function describeFiles(linted: number, { skipped, errors }: RunEnd): Report["files"] {
  return { linted, skipped, failed: errors.filter(({ isPlugin }) => !isPlugin).length };
}

/** Files that could not be read or written, then what threw. */
export function describeErrors({ errors }: RunEnd, broken: readonly BrokenFile[]): Report["errors"] {
  return [
    ...errors.map(({ path, message, help }) => ({ path, message, ...(help !== undefined && { help }) })),
    ...broken.flatMap(({ source: { path }, crashes }) =>
      crashes.map(({ rule, message }) => ({ path, message: `${describeOwner(rule)} failed: ${message}` })),
    ),
  ];
}

function describeOwner(rule: string | undefined): string {
  if (rule === undefined) return "circlesec";
  const plugin = pluginOf(rule);
  return `rule \`${rule}\`${plugin === undefined ? "" : ` of the plugin \`${plugin}\``}`;
}

export function describeFinding(finding: Finding, file: FileResult): ReportFinding {
  const { source } = file;
  return {
    rule: finding.rule,
    // Built-in rules have a page each.
    ...(pluginOf(finding.rule) === undefined && { docs: docsUrl(finding.rule) }),
    severity: finding.severity,
    message: finding.message,
    why: finding.why,
    help: finding.help ?? null,
    path: finding.path,
    subject: finding.subject,
    range: describeRange(finding.span, source),
    related: finding.related.map((note) => ({ message: note.text, range: describeRange(note, source) })),
    fix: finding.fix && !repeatsSecret(file, finding.fix) ? describeFix(finding.fix) : null,
  };
}

export function describeSuppressed({ finding, suppression }: SuppressedFinding, source: Source): ReportSuppressed {
  const { rule, severity, message, path, span } = finding;
  return { rule, severity, message, path, range: describeRange(span, source), suppression: describeBy(suppression) };
}

function describeBy(suppression: Suppression): ReportSuppressed["suppression"] {
  const { kind } = suppression;
  if (kind === "revision") return { kind, ref: suppression.ref };
  if (kind === "baseline") return { kind };
  const { line, until = null, reason = null } = suppression;
  return { kind, line, until, reason };
}

function describeRange(span: Span, source: Source): ReportRange {
  return { start: describePosition(span.start, source), end: describePosition(span.end, source) };
}

function describePosition(offset: number, source: Source): ReportPosition {
  const { line, column }: Position = source.position(offset);
  return { line, column, offset };
}

function describeFix({ title, safety, edits, setup }: Fix): ReportFix {
  return {
    title,
    safety,
    edits: edits.map(({ start, end, text }) => ({ start, end, text })),
    setup: setup.map(describeSetup),
  };
}

export function describeSetup(prerequisite: Prerequisite): ReportSetup {
  if (prerequisite.kind === "rotation") {
    const { kind, account, how, page } = prerequisite;
    return { kind, variables: [], account, how, page };
  }
  if (prerequisite.kind === "lease") {
    const { kind, job, seconds, steps } = prerequisite;
    return { kind, variables: [], job, seconds, steps };
  }
  const { kind, variables } = prerequisite;
  if (kind === "vault") return { kind, variables, reads: prerequisite.reads };
  return kind === "project-variables" ? { kind, variables } : { kind, context: prerequisite.context, variables };
}

export function describeApplied({ rule, message, line, fix }: AppliedFix, path: string): ReportApplied {
  const { title, safety, setup } = fix;
  return { path, rule, message, line, title, safety, setup: setup.map(describeSetup), proof: "held" };
}

export function describeRefused({ rule, line, title, reason }: RefusedFix, path: string): ReportRefused {
  return { path, rule, line, title, reason };
}
