import type { RunResult } from "../engine/result.ts";
import type { RuleMeta } from "../rules/rule.ts";
import type { PrettyOptions } from "./pretty.ts";

/** What a report depends on besides the result. */
export interface ReportOptions extends PrettyOptions {
  /** Version of circlesec. */
  readonly version: string;
  /** The rules that ran, by id. */
  readonly rules: readonly RuleMeta[];
  /** Whether findings that do not count are in the report too, marked, where the format has a mark for them. */
  readonly reportSuppressed: boolean;
}

/** Makes the whole text of a report; the same input gives the same text. */
type Reporter = (result: RunResult, options: ReportOptions) => string;

interface Format {
  /** What it is for, a few words. */
  readonly about: string;
  /** True when lines for people may follow the report on the same stream. */
  readonly takesLines: boolean;
  /** False when it has no place for files that could not be read and for bugs of circlesec. */
  readonly tellsFailures: boolean;
  readonly load: () => Promise<Reporter>;
}

const FOR_PEOPLE = { takesLines: true, tellsFailures: true };
const FOR_PROGRAMS = { takesLines: false, tellsFailures: true };
const WITHOUT_FAILURES = { takesLines: false, tellsFailures: false };

/** Every format by its name; the code of one is loaded when it is asked for. */
export const FORMATS = {
  pretty: {
    ...FOR_PEOPLE,
    about: "for a person, with the line and what to do",
    load: async () => (await import("./pretty.ts")).reportPretty,
  },
  concise: {
    ...FOR_PEOPLE,
    about: "a line for each finding",
    load: async () => (await import("./concise.ts")).reportConcise,
  },
  json: {
    ...FOR_PROGRAMS,
    about: "for programs, by a schema",
    load: async () => (await import("./json.ts")).reportJson,
  },
  jsonl: {
    ...FOR_PROGRAMS,
    about: "for programs that read a line at a time",
    load: async () => (await import("./json.ts")).reportJsonLines,
  },
  sarif: {
    ...FOR_PROGRAMS,
    about: "SARIF 2.1.0, for GitHub code scanning and others",
    load: async () => (await import("./sarif.ts")).reportSarif,
  },
  junit: {
    ...FOR_PROGRAMS,
    about: "for the test results of CircleCI and others",
    load: async () => (await import("./junit.ts")).reportJunit,
  },
  github: {
    ...FOR_PROGRAMS,
    about: "annotations of GitHub Actions",
    load: async () => (await import("./github.ts")).reportGithub,
  },
  gitlab: {
    ...WITHOUT_FAILURES,
    about: "GitLab's code quality report",
    load: async () => (await import("./gitlab.ts")).reportGitlab,
  },
  rdjson: {
    ...WITHOUT_FAILURES,
    about: "reviewdog, with suggestions",
    load: async () => (await import("./rdjson.ts")).reportRdjson,
  },
  checkstyle: {
    ...FOR_PROGRAMS,
    about: "Checkstyle XML",
    load: async () => (await import("./checkstyle.ts")).reportCheckstyle,
  },
  markdown: {
    ...FOR_PROGRAMS,
    about: "a comment for a pull request",
    load: async () => (await import("./markdown.ts")).reportMarkdown,
  },
  html: {
    ...FOR_PROGRAMS,
    about: "one page to look through, that needs nothing else",
    load: async () => (await import("./html.ts")).reportHtml,
  },
} satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof FORMATS;

export function isFormatName(name: string): name is FormatName {
  return Object.hasOwn(FORMATS, name);
}

/** What a format is and how it is loaded. */
export function formatOf(name: FormatName): Format {
  return FORMATS[name];
}
