import { createHash } from "node:crypto";
import type { FileError, FileResult } from "../engine/result.ts";
import type { Finding, Prerequisite } from "../finding.ts";
import type { Snapshot } from "../io/snapshot.ts";
import { unifiedDiff } from "../reporters/diff.ts";
import type { Survey } from "../run/survey.ts";
import type { Source } from "../source/source.ts";
import type { Outcome, PlannedChange, PlannedFile, PlannedFinding, PlannedRepository } from "./plan.ts";
import type { FleetRepository } from "./repository.ts";
import { risksOf } from "./risks.ts";

/** A repository at one commit, as far as it was fetched. */
export interface FetchedRepository {
  readonly repository: FleetRepository;
  readonly commit: string | undefined;
  readonly snapshot: Snapshot;
}

/** The whole text of a file that changes. */
export interface FixedFile {
  /** Where it stands in the tree, links followed. */
  readonly path: string;
  readonly text: string;
  readonly isExecutable: boolean;
}

/** What came of the files of a repository. */
export interface Found {
  readonly files: readonly FileResult[];
  readonly errors: readonly FileError[];
  readonly fixed: readonly FixedFile[];
  /** By path, as people read it. */
  readonly surveys: ReadonlyMap<string, Survey>;
  /** Of anonymous pulls, those that the fixes give credentials. */
  readonly repaired: number;
  /** As a plan has it. */
  readonly day: string | undefined;
}

/** The plan for a repository that has no files to say anything about. */
export function withoutFiles(
  { repository, commit }: Pick<FetchedRepository, "repository" | "commit">,
  outcome: Outcome,
): PlannedRepository {
  const pulls = { authenticated: 0, anonymous: 0, repaired: 0 };
  return { repository, commit, outcome, files: [], cleanFiles: 0, unread: [], change: undefined, risks: [], pulls };
}

/** What changes, by path; two links to one file are one change. */
export function fixedFilesOf(files: readonly FileResult[], snapshot: Snapshot): FixedFile[] {
  const fixed = new Map<string, FixedFile>();
  for (const { before, source, repositoryPath } of files) {
    const found = snapshot.find(repositoryPath);
    if (!before || before.text === source.text || found?.file.kind !== "text") continue;
    fixed.set(found.path, { path: found.path, text: source.text, isExecutable: found.file.isExecutable });
  }
  return [...fixed.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What is written down of what was found. */
export function toPlanned({ repository, commit, snapshot }: FetchedRepository, found: Found): PlannedRepository {
  const all = found.files.map(toFile);
  const files = all.filter(isWorthSaying);
  const unread = found.errors.map(({ path, message }) => ({ path, message }));
  const change = changeOf(found);
  const draft = {
    repository,
    commit,
    ...(found.day !== undefined && { day: found.day }),
    outcome: outcomeOf(files, found.errors, change),
    files,
    cleanFiles: all.length - files.length,
    unread,
    change,
    pulls: {
      authenticated: sum(found.surveys, ({ authenticated }) => authenticated),
      anonymous: sum(found.surveys, ({ anonymous }) => anonymous),
      repaired: found.repaired,
    },
  };
  return { ...draft, risks: risksOf(draft, found.surveys, [...snapshot.paths]) };
}

function toFile(result: FileResult): PlannedFile {
  const { kind, source, findings, applied, refused, crashes } = result;
  return {
    path: source.path,
    kind,
    findings: findings.map((finding) => toFinding(finding, source)),
    applied: applied.map(({ rule, message, line, fix: { title, safety } }) => ({ rule, message, line, title, safety })),
    refused: refused.map(({ rule, line, title, reason }) => ({ rule, line, title, reason })),
    crashes: crashes.map(({ rule, message }) => (rule === undefined ? message : `rule \`${rule}\`: ${message}`)),
    diff: unifiedDiff(result, false).text,
  };
}

function toFinding({ rule, severity, message, why, help, span, fix }: Finding, source: Source): PlannedFinding {
  const { line, column } = source.position(span.start);
  return { rule, severity, message, why, help, line, column, fix: fix && { title: fix.title, safety: fix.safety } };
}

function isWorthSaying({ findings, applied, refused, crashes }: PlannedFile): boolean {
  return findings.length + applied.length + refused.length + crashes.length > 0;
}

function outcomeOf(files: readonly PlannedFile[], errors: Found["errors"], change: PlannedChange | undefined): Outcome {
  if (change) return { kind: "proposed" };
  const first = errors.find(({ isPlugin }) => !isPlugin);
  if (first) return { kind: "failed", reason: `${first.path}: ${first.message}` };
  const crash = files.flatMap(({ path, crashes }) => crashes.map((one) => `${path}: ${one}`))[0];
  if (crash !== undefined) return { kind: "failed", reason: crash };
  return { kind: files.length > 0 ? "left" : "clean" };
}

function changeOf({ files, fixed }: Found): PlannedChange | undefined {
  if (fixed.length === 0) return undefined;
  const hash = createHash("sha256");
  for (const { path, text } of fixed) hash.update(JSON.stringify([path, text]));
  return { digest: hash.digest("hex"), paths: fixed.map(({ path }) => path), setup: setupOf(files) };
}

/** Each prerequisite once. */
function setupOf(files: readonly FileResult[]): Prerequisite[] {
  const needs = files.flatMap(({ applied }) => applied.flatMap(({ fix }) => fix.setup));
  return [...new Map(needs.map((need) => [JSON.stringify(need), need])).values()];
}

function sum(surveys: Found["surveys"], count: (survey: Survey) => number): number {
  return [...surveys.values()].reduce((total, survey) => total + count(survey), 0);
}
