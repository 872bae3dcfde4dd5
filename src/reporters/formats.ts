import type { RuleMeta } from "../rules/rule.ts";
import type { PrettyOptions } from "./pretty.ts";
import type { Reporter } from "./report.ts";

/** What a report depends on besides the run. */
export interface ReportOptions extends PrettyOptions {
  /** Version of circlesec. */
  readonly version: string;
  /** Whether findings that do not count are in the report too, marked, where the format has a mark for them. */
  readonly reportSuppressed: boolean;
}

/** The rules that ran, by id. They are loaded when they are asked for, which few formats do. */
type AskRules = () => Promise<readonly RuleMeta[]>;

interface Format {
  /** What it is for, a few words. */
  readonly about: string;
  /** True when lines for people may follow the report on the same stream. */
  readonly takesLines: boolean;
  /** False when it has no place for files that could not be read and for bugs of circlesec. */
  readonly tellsFailures: boolean;
  /** True when it tells what a fix would write, and not only that there is one. */
  readonly showsEdits: boolean;
  readonly load: (askRules: AskRules) => Promise<Reporter<ReportOptions>>;
}

const FOR_PEOPLE = { takesLines: true, tellsFailures: true, showsEdits: false };
const FOR_PROGRAMS = { takesLines: false, tellsFailures: true, showsEdits: false };
const WITHOUT_FAILURES = { takesLines: false, tellsFailures: false, showsEdits: false };

/** Every format by its name; the code of one is loaded when it is asked for. */
export const FORMATS = {
  pretty: {
    ...FOR_PEOPLE,
    about: "for a person, with the line and what to do",
    load: async () => (await import("./pretty.ts")).openPretty,
  },
  concise: {
    ...FOR_PEOPLE,
    about: "a line for each finding",
    load: async () => (await import("./concise.ts")).openConcise,
  },
  json: {
    ...FOR_PROGRAMS,
    showsEdits: true,
    about: "for programs, by a schema",
    load: async () => (await import("./json-report.ts")).openJson,
  },
  jsonl: {
    ...FOR_PROGRAMS,
    showsEdits: true,
    about: "for programs that read a line at a time",
    load: async () => (await import("./json-report.ts")).openJsonLines,
  },
  sarif: {
    ...FOR_PROGRAMS,
    showsEdits: true,
    about: "SARIF 2.1.0, for GitHub code scanning and others",
    load: async (askRules: AskRules) => (await import("./sarif.ts")).sarifReporter(await askRules()),
  },
  junit: {
    ...FOR_PROGRAMS,
    about: "for the test results of CircleCI and others",
    load: async () => (await import("./junit.ts")).openJunit,
  },
  github: {
    ...FOR_PROGRAMS,
    about: "annotations of GitHub Actions",
    load: async () => (await import("./github.ts")).openGithub,
  },
  gitlab: {
    ...WITHOUT_FAILURES,
    about: "GitLab's code quality report",
    load: async () => (await import("./gitlab.ts")).openGitlab,
  },
  rdjson: {
    ...WITHOUT_FAILURES,
    showsEdits: true,
    about: "reviewdog, with suggestions",
    load: async () => (await import("./rdjson.ts")).openRdjson,
  },
  checkstyle: {
    ...FOR_PROGRAMS,
    about: "Checkstyle XML",
    load: async () => (await import("./checkstyle.ts")).openCheckstyle,
  },
  markdown: {
    ...FOR_PROGRAMS,
    about: "a comment for a pull request",
    load: async () => (await import("./markdown.ts")).openMarkdown,
  },
  html: {
    ...FOR_PROGRAMS,
    showsEdits: true,
    about: "one page to look through, that needs nothing else",
    load: async () => (await import("./html.ts")).openHtml,
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
