import { expect, test } from "vitest";
import { docsUrl } from "../../src/docs-url.ts";
import { type DescribedRule, explainRule, listRules, listRulesJson } from "../../src/reporters/rules.ts";
import { RULE_DOCS } from "../../src/rules/docs.generated.ts";
import { RULES } from "../../src/rules/index.ts";

const PLAIN = { color: false, links: false, width: 80 };
const ALL: readonly DescribedRule[] = RULES.map(({ meta }) => meta);
const FIRST: DescribedRule = {
  ...rule("exposed-thing"),
  severity: "warning",
  fixable: "never",
  summary: "Hide the thing",
};
const SECOND: DescribedRule = {
  ...rule("leaked-other-thing"),
  fixable: "sometimes",
  summary: "Keep every other thing of the kind out of the file",
};

function rule(id: string): DescribedRule {
  const rest = {
    summary: "x",
    why: "y",
    category: "syntax",
    severity: "error",
    fixable: "always",
    since: "0.1.0",
  } as const;
  return { id, ...rest };
}

test.each(ALL.map(({ id }) => id))(
  "the page of %s is text of the width that there is, with every word of its docs",
  (id) => {
    const docs = RULE_DOCS[id] ?? "";
    const page = explainRule(rule(id), docs, PLAIN);
    expect(page).toContain(docsUrl(id));
    expect(page).not.toContain("\u001B");
    expect(page).not.toMatch(/```|^#|\]\(/m);
    const prose = page.split("\n").filter((line) => !/^ {4}|https:/.test(line));
    expect(prose.filter((line) => line.length > 80)).toEqual([]);
    const words = (text: string): string[] => text.match(/[\p{L}\p{N}]+/gu) ?? [];
    const told = new Set(words(page));
    const links = docs
      .replaceAll(/\]\([^)]+\)/g, "")
      .replaceAll(/^# options: .*$/gm, "")
      .replaceAll("```yaml", "");
    expect(
      words(links.replaceAll(/^(bad|good)$/gm, "")).filter((word) => !told.has(word) && !/^(?:bad|good)$/.test(word)),
    ).toEqual([]);
  },
);

test("a page begins with what the rule asks for, how grave it is, and its address", () => {
  const docs = "## Why\n\nBecause `a`\nand b.\n\n```yaml bad\n# options: x=y\nversion: 2.1\n```\n";
  expect(explainRule(FIRST, docs, PLAIN)).toMatchInlineSnapshot(`
    "exposed-thing
    Hide the thing
    worst severity: warning · not fixed · syntax · since 0.1.0
    https://unpkg.com/circlesec/docs/rules.md#exposed-thing

    Why

    Because \`a\` and b.

    Bad:
        version: 2.1
    "
  `);
});

test("on a terminal headings and code are painted", () => {
  const page = explainRule(FIRST, "## Why\n\nBecause `a`.\n", { ...PLAIN, color: true });
  expect(page.replaceAll("\u001B", "␛")).toMatchInlineSnapshot(`
    "␛[1mexposed-thing␛[22m
    Hide the thing
    worst severity: warning · not fixed · syntax · since 0.1.0
    https://unpkg.com/circlesec/docs/rules.md#exposed-thing

    ␛[1m␛[4mWhy␛[24m␛[22m

    Because ␛[36ma␛[39m.
    "
  `);
});

test("the list has a line for each rule, and more for a long summary", () => {
  expect(listRules([FIRST, SECOND], { ...PLAIN, width: 70 })).toMatchInlineSnapshot(`
    "rule                severity  fix        asks you to
    exposed-thing       warning   never      Hide the thing
    leaked-other-thing  error     sometimes  Keep every other thing of the
                                             kind out of the file

    \`circlesec explain <rule>\` tells more; so does
    https://unpkg.com/circlesec/docs/rules.md
    "
  `);
});

test("with links each id of the list leads to its page", () => {
  const text = listRules([FIRST], { ...PLAIN, links: true });
  expect(text).toContain(`\u001B]8;;${docsUrl(FIRST.id)}\u001B\\${FIRST.id}\u001B]8;;\u001B\\`);
});

test("the JSON has what each rule says of itself, and its page", () => {
  const { schemaVersion, rules } = JSON.parse(listRulesJson(ALL));
  expect(schemaVersion).toBe(1);
  expect(rules).toHaveLength(RULES.length);
  expect(Object.keys(rules[0])).toEqual(["id", "summary", "why", "category", "severity", "fixable", "since", "docs"]);
});
