import type { AppliedFix, FileResult, RunResult } from "../../src/engine/result.ts";
import type { Finding, Fix, Prerequisite } from "../../src/finding.ts";
import { Source } from "../../src/source/source.ts";
import type { Span } from "../../src/source/span.ts";

export const CONFIG = `version: 2.1
jobs:
  build:
    docker:
      - image: node:20   # keep
      - image: redis:7
workflows:
  main:
    jobs:
      - build
`;

/** The place of `needle` in the text; throws when it is not there. */
export function spanOf(source: Source, needle: string): Span {
  const start = source.text.indexOf(needle);
  if (start === -1) throw new Error(`no ${needle} in the fixture`);
  return { start, end: start + needle.length };
}

/** A finding at `needle`, complete but for what `parts` changes. */
export function findingAt(source: Source, needle: string, parts: Partial<Finding> = {}): Finding {
  return {
    rule: "unauthenticated-pull",
    severity: "error",
    message: `job \`build\` pulls \`${needle}\` from Docker Hub without \`auth\``,
    why: "Docker Hub limits pulls without credentials, so the job fails at a busy hour",
    help: undefined,
    path: source.path,
    subject: `jobs.build.docker[${needle}].image`,
    span: spanOf(source, needle),
    related: [],
    fix: undefined,
    ...parts,
  };
}

export function fixWith(parts: Partial<Fix> = {}): Fix {
  return {
    title: "Add `auth` and context `docker-credentials`",
    safety: "needs-setup",
    edits: [{ start: 3, end: 3, text: "# x\n" }],
    expects: [],
    setup: [],
    ...parts,
  };
}

export function applied(line: number, parts: Partial<Fix> = {}): AppliedFix {
  return { rule: "unauthenticated-pull", message: "job `build` pulls `node:20`", line, fix: fixWith(parts) };
}

export function fileWith(source: Source, parts: Partial<FileResult> = {}): FileResult {
  return {
    source,
    kind: "config",
    findings: [],
    suppressed: [],
    applied: [],
    refused: [],
    crashes: [],
    secrets: [],
    before: undefined,
    repositoryPath: "x.yml",
    ...parts,
  };
}

export function runOf(files: readonly FileResult[], parts: Partial<RunResult> = {}): RunResult {
  return { command: "lint", written: true, files, skipped: 0, errors: [], stale: 0, isCompared: false, ...parts };
}

/** A config of this text with one finding at `needle`. */
export function oneFinding(text: string, needle: string, parts: Partial<Finding> = {}): RunResult {
  const source = new Source(".circleci/config.yml", text);
  return runOf([fileWith(source, { findings: [findingAt(source, needle, parts)] })]);
}

export const DOCKER_CONTEXT: Prerequisite = {
  kind: "context",
  context: "docker-credentials",
  variables: ["DOCKERHUB_USERNAME", "DOCKERHUB_TOKEN"],
};
