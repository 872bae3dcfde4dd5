import { pluginOf } from "../rules/plugin.ts";
import type { FileResult, RunEnd, RunResult, Suppression } from "../engine/result.ts";
import type { Finding } from "../finding.ts";
import type { Position } from "../source/span.ts";

/** A finding with its file and the lines and columns of its span. */
export interface Row {
  readonly file: FileResult;
  readonly finding: Finding;
  readonly start: Position;
  readonly end: Position;
}

/** A row that does not count, and why. */
export interface SuppressedRow extends Row {
  readonly suppression: Suppression;
}

/** Every finding of a run, in the order that all formats tell them in. */
export function rowsOf({ files }: RunResult): Row[] {
  return files.flatMap(rowsOfFile);
}

/** The findings of one file, by place. */
export function rowsOfFile(file: FileResult): Row[] {
  return file.findings.map((finding) => toRow(file, finding));
}

/** Every finding of a run that does not count. */
export function suppressedRowsOf({ files }: RunResult): SuppressedRow[] {
  return files.flatMap((file) =>
    file.suppressed.map(({ finding, suppression }) => ({ ...toRow(file, finding), suppression })),
  );
}

function toRow(file: FileResult, finding: Finding): Row {
  const { source } = file;
  return { file, finding, start: source.position(finding.span.start), end: source.position(finding.span.end) };
}

/** What kept a run from being whole. */
export interface Failure {
  /** As people see it, like the path of a finding. */
  readonly path: string;
  /** From the root of the repository where it is known, else as `path`. */
  readonly repositoryPath: string;
  /** The rule that threw or made a fix that does not hold; `undefined` for a file that could not be read or written. */
  readonly rule: string | undefined;
  readonly line: number | undefined;
  readonly message: string;
}

/** What is to be known of a file to tell what failed in it. */
export interface BrokenFile extends Pick<FileResult, "repositoryPath" | "crashes" | "refused"> {
  readonly source: { readonly path: string };
}

/** That part of a file; empty when all went well, which is the rule. */
export function brokenPartOf({ source: { path }, repositoryPath, crashes, refused }: FileResult): BrokenFile[] {
  return crashes.length + refused.length === 0 ? [] : [{ source: { path }, repositoryPath, crashes, refused }];
}

/** Files that could not be read or written, then rules that threw, then fixes that could not be proved. */
export function failuresOf({ errors }: Pick<RunEnd, "errors">, files: readonly BrokenFile[]): Failure[] {
  return [
    ...errors.map(({ path, message }) => ({ path, repositoryPath: path, rule: undefined, line: undefined, message })),
    ...files.flatMap(({ source: { path }, repositoryPath, crashes }) =>
      crashes.map(({ rule, message }) => {
        const plugin = pluginOf(rule);
        const what = rule === undefined ? "circlesec" : `rule \`${rule}\``;
        const owner = plugin === undefined ? "circlesec" : `the plugin \`${plugin}\``;
        const text = `${what} failed: ${message}; this is a bug in ${owner}`;
        return { path, repositoryPath, rule, line: undefined, message: text };
      }),
    ),
    ...files.flatMap(({ source: { path }, repositoryPath, refused }) =>
      refused.map(({ rule, line, title, reason }) => {
        const text = `the fix “${title}” could not be proved: ${reason}; this is a bug in circlesec`;
        return { path, repositoryPath, rule, line, message: text };
      }),
    ),
  ];
}
