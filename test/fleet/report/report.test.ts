import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import type { JournalLine } from "../../../src/fleet/journal-line.ts";
import { reportCsv } from "../../../src/fleet/report/csv.ts";
import { reportHtml } from "../../../src/fleet/report/html.ts";
import { FLEET_REPORT_SCHEMA } from "../../../src/fleet/report/json-schema.ts";
import { reportJson } from "../../../src/fleet/report/json.ts";
import { reportMarkdown } from "../../../src/fleet/report/markdown.ts";
import { reportTable } from "../../../src/fleet/report/table.ts";
import { percent } from "../../../src/fleet/report/wording.ts";
import { displayWidth } from "../../../src/reporters/text.ts";
import { keyOf, plannedRepository, proposedLine, repositoryNamed } from "../journal-lines.ts";
import { hostileLines } from "./hostile.ts";
import { reportOf, sampleReport } from "./sample.ts";

const NEED = { kind: "context", context: "docker", variables: ["A"] } as const;

function planned(name: string, parts: Parameters<typeof plannedRepository>[2] = {}): JournalLine {
  return { kind: "planned", key: keyOf(name), options: "o", planned: plannedRepository(name, "c1", parts) };
}

function stateOf(lines: readonly JournalLine[]) {
  const [first] = reportOf(lines).repositories();
  return first?.state;
}

describe("Where a repository stands", () => {
  const closed: JournalLine = { kind: "closed", key: keyOf("a"), number: 1, because: "asked" };
  const clean = { outcome: { kind: "clean" }, change: undefined } as const;
  it.each<[string, string, readonly JournalLine[]]>([
    ["waiting", "with a plan and no proposal", [planned("a")]],
    ["open", "with an open proposal", [planned("a"), proposedLine("a")]],
    ["merged", "with a merged proposal", [planned("a"), proposedLine("a", { state: "merged" })]],
    ["merged", "planned anew after the merge", [proposedLine("a", { state: "merged" }), planned("a", clean)]],
    [
      "waiting",
      "with something new to propose after the merge",
      [planned("a"), proposedLine("a", { state: "merged", change: "c0" })],
    ],
    ["closed", "whose proposal was closed", [planned("a"), proposedLine("a"), closed]],
    ["clean", "with nothing left to propose after it was closed", [proposedLine("a"), closed, planned("a", clean)]],
    ["held", "that was held back", [planned("a"), { kind: "held", key: keyOf("a"), reason: "r" }]],
    ["failed", "that could not be proposed", [planned("a"), { kind: "failed", key: keyOf("a"), reason: "r" }]],
    ["failed", "that could not be planned", [planned("a", { ...clean, outcome: { kind: "failed", reason: "r" } })]],
    ["empty", "without a config", [planned("a", { ...clean, outcome: { kind: "empty" } })]],
  ])("is %s for one %s", (state, _, lines) => {
    expect(stateOf(lines)).toBe(state);
  });
});

describe("A proposal that is nothing but a branch", () => {
  const report = reportOf([planned("a"), proposedLine("a", { number: 0, url: "" }), planned("b"), proposedLine("b")]);
  it.each([
    ["table", [...reportTable(report, { width: 120, color: false })].join("")],
    ["markdown", reportMarkdown(report)],
  ])("is called one in the %s, and no number", (_, text) => {
    expect(text).toContain("branch");
    expect(text).not.toContain("#0");
  });
});

describe("A proposal", () => {
  it.each([
    ["github", "#7"],
    ["gitlab", "!7"],
    ["bitbucket", "#7"],
  ] as const)("of %s is written %s", (place, written) => {
    const repository = { ...repositoryNamed("a"), place };
    const line: JournalLine = {
      kind: "planned",
      key: keyOf("a"),
      options: "o",
      planned: { ...plannedRepository("a", "c1"), repository },
    };
    const report = reportOf([line, proposedLine("a", { number: 7 })]);
    const texts = [
      [...reportTable(report, { width: 120, color: false })].join(""),
      reportMarkdown(report),
      [...reportHtml(report)].join(""),
    ];
    for (const text of texts) expect(text.match(/[#!]7\b/)?.[0]).toBe(written);
  });
});

describe("Totals", () => {
  it("count a merged proposal as covered, and an open one once it is merged", () => {
    const pulls = { authenticated: 1, anonymous: 3, repaired: 2 };
    const lines = [planned("a", { pulls }), planned("b", { pulls }), planned("c", { pulls })];
    const proposals = [proposedLine("a", { state: "merged" }), proposedLine("b")];
    expect(reportOf([...lines, ...proposals]).totals.pulls).toEqual({ now: 5, merged: 9, all: 12 });
  });

  it("leave out what the last plan did not select, unless it has a proposal", () => {
    const selected: JournalLine = { kind: "selected", keys: [keyOf("a")] };
    const { totals, repositories } = reportOf([planned("a"), planned("b"), planned("c"), proposedLine("c"), selected]);
    expect(totals.repositories).toBe(2);
    expect([...repositories()].map(({ name }) => name)).toEqual(["acme/a", "acme/c"]);
  });

  it("count checks of the proposal as it is now only", () => {
    const checked: JournalLine = { kind: "checked", key: keyOf("a"), commit: "b".repeat(40), checks: "failed" };
    const lines = [planned("a"), proposedLine("a"), checked];
    expect(reportOf(lines).totals.checks).toMatchObject({ failed: 1, unknown: 0 });
    expect(reportOf([...lines, proposedLine("a", { commit: "d".repeat(40) })]).totals.checks).toMatchObject({
      failed: 0,
      unknown: 1,
    });
  });

  it("name a context once with all variables and all who need it, until they are merged", () => {
    const change = (variables: readonly string[]) => ({
      digest: "c1",
      paths: [],
      setup: [{ ...NEED, variables }],
    });
    const lines = [
      planned("b", { change: change(["A"]) }),
      planned("a", { change: change(["A", "B"]) }),
      planned("c", { change: change(["C"]) }),
      proposedLine("c", { state: "merged" }),
    ];
    expect(reportOf(lines).totals.prerequisites).toEqual([
      { setup: { ...NEED, variables: ["A", "B"] }, repositories: ["acme/a", "acme/b"] },
    ]);
  });

  it("have a line for each run, with coverage where the run counted it", () => {
    const at = "2030-01-01T00:00:00.000Z";
    const runs: JournalLine[] = [
      { kind: "ran", command: "plan", at, counts: { authenticated: 1, anonymous: 3 } },
      { kind: "ran", command: "apply", at, counts: { open: 2 } },
    ];
    expect(reportOf(runs).totals.trend.map(({ pulls }) => pulls)).toEqual([{ now: 1, all: 4 }, undefined]);
  });

  it("are never rounded to all or to nothing", () => {
    expect([percent(999, 1000), percent(1, 1000), percent(0, 3), percent(3, 3), percent(0, 0)]).toEqual([
      "99%",
      "1%",
      "0%",
      "100%",
      "–",
    ]);
  });
});

describe("JSON", () => {
  it.each([
    ["nothing", () => reportOf([])],
    ["a fleet", () => sampleReport(60)],
    ["a hostile fleet", () => reportOf(hostileLines())],
  ])("of %s is what its schema asks for", (_, make) => {
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(FLEET_REPORT_SCHEMA);
    const value: unknown = JSON.parse([...reportJson(make())].join(""));
    validate(value);
    expect(validate.errors).toBeNull();
  });

  it("holds no address but of the web, and none with a password", () => {
    const text = [...reportJson(reportOf(hostileLines()))].join("");
    expect(text).not.toMatch(/"url": "(?!https?:)|u:p@/);
  });
});

describe("CSV", () => {
  const cells = (line: string): string[] =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, plain]) =>
      quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'),
    );

  it("has a row for each repository with as many cells as the heading", () => {
    const rows = [...reportCsv(sampleReport(30))];
    expect(rows).toHaveLength(31);
    const width = cells(rows[0]?.trimEnd() ?? "").length;
    for (const row of rows) {
      expect(row.endsWith("\r\n")).toBe(true);
      expect(cells(row.slice(0, -2))).toHaveLength(width);
    }
  });

  it("has no cell that a spreadsheet takes for a formula, and no control character", () => {
    const rows = [...reportCsv(reportOf(hostileLines()))];
    const width = cells(rows[0]?.trimEnd() ?? "").length;
    for (const row of rows) {
      const line = row.slice(0, -2);
      expect(cells(line)).toHaveLength(width);
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202E\u2066]/u);
      for (const cell of cells(line)) expect(cell).not.toMatch(/^\s*[=+\-@\uFF1D]/);
    }
  });
});

describe("The table", () => {
  it("steers no terminal and is as wide as it, whatever repositories are called", () => {
    const text = [...reportTable(reportOf(hostileLines()), { color: false, width: 100 })].join("");
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u2028\u2029\u202E\u2066]/u);
    const [, repositories = ""] = text.split("\nRepositories\n");
    for (const line of repositories.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(100);
  });

  it("says what asks for somebody, and leaves out where there is nothing to do", () => {
    const clean = {
      outcome: { kind: "clean" },
      change: undefined,
      pulls: { authenticated: 1, anonymous: 0, repaired: 0 },
    } as const;
    const held: JournalLine = { kind: "held", key: keyOf("b"), reason: "the branch has commits of others" };
    const lines = [planned("a", clean), planned("b"), held, planned("c"), proposedLine("c", { number: 7 })];
    expect([...reportTable(reportOf(lines), { color: false, width: 100 })].join("")).toMatchInlineSnapshot(`
      "3 repositories: 1 held, 1 open, 1 clean
      Pulls from Docker Hub with credentials: 1 of 3 (33%); 3 of 3 (100%) once all that is planned is
        merged
      Proposals: 1 open, 0 merged, 0 closed; checks: 1 not looked at

      Failed and held
        acme/b: held: the branch has commits of others

      Repositories
        repository  state  with credentials  once merged  left  proposal  mind
        acme/b      held        0 of 1 (0%)         100%     0
        acme/c      open        0 of 1 (0%)         100%     0  #7
      "
    `);
  });

  it("is coloured only where that is asked for", () => {
    const text = [...reportTable(sampleReport(20), { color: true, width: 100 })].join("");
    expect(text).toContain("\u001B[1mBy rule");
  });
});

describe("Markdown", () => {
  it("ends before it is too long for an issue, and says so", () => {
    const text = reportMarkdown(sampleReport(3000));
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain("There is more than a comment holds");
  });

  it("names a repository as code, also one with a bar in it", () => {
    const name = "a|b`c";
    const repository = { ...repositoryNamed("a"), name };
    const text = reportMarkdown(reportOf([planned("a", { repository })]));
    expect(text).toContain("| ``a\u2502b`c`` | waiting |");
  });
});
