import { describe, expect, test } from "vitest";
import { fixSource } from "../../src/engine/fix.ts";
import { lintSource } from "../../src/engine/lint.ts";
import { RULES } from "../../src/rules/index.ts";
import { DEFAULT_RULE_OPTIONS, type Rule, type RuleOptions } from "../../src/rules/rule.ts";
import { Source } from "../../src/source/source.ts";

interface Chosen extends Partial<RuleOptions> {
  readonly rules?: readonly Rule[];
  readonly lacksPlugins?: boolean;
}

function lint(text: string, { rules = RULES, lacksPlugins = false, ...chosen }: Chosen = {}) {
  const options = { ...DEFAULT_RULE_OPTIONS, ...chosen };
  const known = { ids: RULES.map(({ meta }) => meta.id), lacksPlugins };
  return lintSource(new Source(".circleci/config.yml", text), { rules, options, named: true, known });
}

/** A config whose images are these lines. */
function images(...lines: string[]): string {
  return [
    "version: 2.1",
    "jobs:",
    "  build:",
    "    docker:",
    ...lines.map((line) => `      ${line}`),
    "    steps: [checkout]",
    "workflows: { main: { jobs: [build] } }",
    "",
  ].join("\n");
}

const IGNORE = "# circlesec: ignore[unauthenticated-pull]";
const only = (id: string): Rule[] => RULES.filter(({ meta }) => meta.id === id);

/** `rule:line` of each finding, and of each that is suppressed. */
function told(text: string, chosen?: Chosen): { found: string[]; suppressed: string[] } {
  const { findings, suppressed, config } = lint(text, chosen);
  const { source } = config.tree;
  const at = ({ rule, span }: (typeof findings)[number]): string => `${rule}:${source.position(span.start).line}`;
  return { found: findings.map(at), suppressed: suppressed.map(({ finding }) => at(finding)) };
}

describe("a suppression comment", () => {
  test.each<[name: string, lines: string[], suppressed: string[]]>([
    ["behind the finding", [`- image: a:1 ${IGNORE}`, "- image: b:1"], ["unauthenticated-pull:5"]],
    ["above it", [IGNORE, "- image: a:1", "- image: b:1"], ["unauthenticated-pull:6"]],
    ["above other comments", [IGNORE, "# more", "#", "- image: a:1"], ["unauthenticated-pull:8"]],
    ["above a blank line", [IGNORE, "", "- image: a:1"], []],
    ["below it", ["- image: a:1", IGNORE], []],
    ["behind the line above", ["- image: a:1", `- image: b:1 ${IGNORE}`, "- image: c:1"], ["unauthenticated-pull:6"]],
    ["for two findings of a line", [`- { image: a:1 } ${IGNORE}`], ["unauthenticated-pull:5"]],
    ["above a text of two lines", [IGNORE, '- image: "a:\\', '    1"'], ["unauthenticated-pull:6"]],
    ["behind a text of two lines", ['- image: "a:\\', `    1" ${IGNORE}`], ["unauthenticated-pull:5"]],
    [
      "with tabs",
      [`- image: a:1\t#\tcirclesec:\tignore[ unauthenticated-pull\t]\t--\twhy`],
      ["unauthenticated-pull:5"],
    ],
  ])("%s", (_, lines, suppressed) => {
    expect(told(images(...lines)).suppressed).toEqual(suppressed);
    expect(told(images(...lines).replaceAll("\n", "\r\n")).suppressed).toEqual(suppressed);
    expect(told(`\uFEFF${images(...lines)}`).suppressed).toEqual(suppressed);
  });

  test("keeps what it is for, and says by whom", () => {
    const { suppressed } = lint(images(`- image: a:1 ${IGNORE} until 2027-01-31 -- it's # ours`));
    expect(suppressed.map(({ suppression }) => suppression)).toEqual([
      { kind: "comment", line: 5, until: "2027-01-31", reason: "it's # ours" },
    ]);
  });

  test("counts on its last day, and not on the next", () => {
    const text = images(`- image: a:1 ${IGNORE} until 2027-01-31`);
    expect(told(text, { today: "2027-01-31" }).found).toEqual([]);
    expect(told(text, { today: "2027-02-01" }).found).toEqual(["unauthenticated-pull:5", "unused-suppression:5"]);
  });

  test("of a rule that does not run is not called unused", () => {
    const text = images("- image: a:1").replace("steps:", `steps: ${IGNORE}\n      `);
    expect(told(text).found).toContain("unused-suppression:6");
    expect(told(text, { rules: only("unused-suppression") }).found).toEqual([]);
    expect(told(text, { levels: { "unauthenticated-pull": "off" } }).found).toEqual([]);
    expect(told(text, { levels: { "unused-suppression": "off" } }).found).not.toContain("unused-suppression:6");
  });

  test("of a rule that throws is not called unused", () => {
    const rules = RULES.map((rule) =>
      rule.meta.id === "unauthenticated-pull" ? { ...rule, on: { config: () => fail() } } : rule,
    );
    const { findings, crashes } = lint(images(`- image: a:1 ${IGNORE}`), { rules });
    expect(crashes).toHaveLength(1);
    expect(findings).toEqual([]);
  });

  test("counts in a file that does not parse, where nobody can say that it is unused", () => {
    const text = "# circlesec: ignore-file[unknown-syntax, leaked-token]\na: [\n";
    expect(told(text)).toEqual({ found: [], suppressed: ["unknown-syntax:3"] });
  });

  test("for the whole file stands above the first key", () => {
    const file = "# circlesec: ignore-file[unauthenticated-pull]\n";
    const text = images("- image: a:1", "- image: b:1");
    expect(told(file + text)).toEqual({ found: [], suppressed: ["unauthenticated-pull:6", "unauthenticated-pull:7"] });
    expect(told(text.replace("jobs:", `${file}jobs:`)).found).toContain("unused-suppression:2");
  });

  test("shows no secret in its reason", () => {
    const token = ["dckr", "pat", "Zq3vT8mKx0Lw9RbYc2NfHsJd5Gp"].join("_");
    const text = `# circlesec: ignore-file[leaked-token] -- ${token}\n${images("- image: a:1")}`;
    expect(JSON.stringify(lint(text).suppressed)).toContain("leaked-token");
    expect(JSON.stringify(lint(text).suppressed)).not.toContain(token);
  });

  test("keeps `fix` away from its finding, and from nothing else", () => {
    const text = images(`- image: a:1 ${IGNORE}`, "- image: b:1");
    const options = { ...DEFAULT_RULE_OPTIONS };
    const fixed = fixSource(new Source("config.yml", text), { rules: RULES, options, named: true, unsafe: false });
    expect(fixed.refused).toEqual([]);
    expect(fixed.applied.map(({ line }) => line)).toEqual([6]);
    expect(fixed.linted.config.tree.source.text).toContain(`- image: a:1 ${IGNORE}\n      - image: b:1\n        auth:`);
  });
});

function fail(): never {
  throw new Error("made to fail");
}
