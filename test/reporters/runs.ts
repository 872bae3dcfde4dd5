import type { ReportOptions } from "../../src/reporters/formats.ts";
import { toResult } from "../../src/run/run-source.ts";
import type { RunResult } from "../../src/engine/result.ts";
import { RULES } from "../../src/rules/index.ts";
import { Source } from "../../src/source/source.ts";
import { type Case, casesOf, lintCase } from "../cases.ts";
import { CONFIG, DOCKER_CONTEXT, applied, fileWith, findingAt, fixWith, runOf, spanOf } from "./results.ts";

export const OPTIONS: ReportOptions = {
  version: "1.2.3",
  color: false,
  quiet: false,
  reportSuppressed: false,
  failOn: "warning",
};

/** The rules that a log names. */
export const RULE_METAS = RULES.map(({ meta }) => meta);

const source = new Source(".circleci/config.yml", CONFIG);

/** What a hostile config can get into messages and paths. */
export const HOSTILE = [
  "<script>alert(1)</script>",
  "]]><!-- & \"quotes\" 'too'",
  "` **bold** @octocat #1 [link](https://evil.example/) ![](x) `` | | ~~",
  "%0A::error::x,y:z%2C",
  "\n::error::new line\r\n# heading\n\n- item\n```\n<img src=x onerror=alert(1)>",
  "\u0000\u0007\u001B[31m\u202E\uD800 \u{1F600} \uFFFE",
  "</details></pre></article><style>*{display:none}</style>",
];

/** A file of a name, texts and lines that no format may trip over. */
function hostileFile() {
  const path = `a,b:c%/<i>&"'\`@x/[y](z).yml`;
  const odd = new Source(path, `\uFEFFkey: 日本 node:20\r\n\ttab: "${HOSTILE.join("")}"\r\nlast: redis:7`);
  const findings = HOSTILE.map((text, index) =>
    findingAt(odd, index % 2 === 0 ? "node:20" : "redis:7", {
      severity: (["error", "warning", "info"] as const)[index % 3] ?? "info",
      message: `job \`${text}\` pulls ${text}`,
      why: `Because ${text}`,
      help: text,
      related: [{ ...spanOf(odd, "last"), text }],
      fix: fixWith({ title: `Add ${text}`, edits: [{ start: 0, end: 0, text: `# ${text}\n` }] }),
    }),
  );
  return fileWith(odd, { findings, repositoryPath: path });
}

/** Runs of every kind that a report has to tell, by name. */
export const RUNS: Readonly<Record<string, RunResult>> = {
  nothing: runOf([]),
  clean: runOf([fileWith(source, { repositoryPath: source.path })]),
  findings: runOf([
    fileWith(new Source("a/.circleci/config.yml", CONFIG), { repositoryPath: "a/.circleci/config.yml" }),
    fileWith(source, {
      repositoryPath: source.path,
      findings: [
        findingAt(source, "node:20", {
          related: [{ ...spanOf(source, "build"), text: "pulled by job `build`" }],
          fix: fixWith({
            edits: [
              { start: spanOf(source, "   # keep").start, end: spanOf(source, "   # keep").start, text: " # x" },
              { ...spanOf(source, "main"), text: "all" },
            ],
          }),
        }),
        findingAt(source, "redis:7", { severity: "warning", help: "Add `auth` by hand" }),
        // From the middle of a line to the end of another, and at the end of the file, of nothing.
        findingAt(source, "workflows", { severity: "info", span: { start: 90, end: 112 } }),
        findingAt(source, "build", { span: { start: CONFIG.length, end: CONFIG.length } }),
      ],
    }),
  ]),
  hostile: runOf([hostileFile()]),
  broken: runOf(
    [
      fileWith(source, {
        repositoryPath: source.path,
        findings: [findingAt(source, "node:20")],
        crashes: [{ rule: "leaked-token", message: "x is not a function" }],
        refused: [{ rule: "unauthenticated-pull", line: 6, title: "Add `auth`", reason: "a comment is gone" }],
      }),
    ],
    { command: "fix", errors: [{ path: "b.yml", message: "`b.yml` cannot be read: permission denied" }] },
  ),
  fixed: runOf(
    [
      fileWith(source, {
        repositoryPath: source.path,
        applied: [applied(5, { setup: [DOCKER_CONTEXT] })],
        before: { text: CONFIG.replace("# keep", "# kept"), secrets: [] },
        findings: [findingAt(source, "redis:7")],
      }),
    ],
    { command: "fix" },
  ),
};

/** Real runs: each bad case of each rule, by its name. */
export const CASES: readonly (readonly [name: string, result: RunResult])[] = RULES.flatMap(({ meta }) =>
  casesOf(meta.id)
    .filter(({ name }) => name.startsWith("bad-"))
    .map((one: Case) => [`${one.rule} ${one.name}`, runOf([toResult(lintCase(one, one.text))])] as const),
);
