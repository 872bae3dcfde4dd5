import { describe, expect, test } from "vitest";
import { fixSource } from "../../src/engine/fix.ts";
import type { Change } from "../../src/finding.ts";
import unauthenticatedPull from "../../src/rules/unauthenticated-pull/rule.ts";
import { DEFAULT_RULE_OPTIONS, type Rule, defineRule } from "../../src/rules/rule.ts";
import { Source } from "../../src/source/source.ts";

const CONFIG = `version: 2.1
jobs:
  test:
    docker:
      - image: acme/app:1 # pinned
      - image: quay.io/acme/db:1
    steps: [checkout]
workflows:
  main:
    jobs:
      - test:
          context: aws # for the bucket
`;

const IMAGE = ["jobs", "test", "docker", 0];
const AUTH = { username: "$U", password: "$P" };
const AUTH_TEXT = "\n        auth: { username: $U, password: $P }";

/** A rule with one finding on the first image and a fix made of replacements: what stands there, what comes instead. */
function ruleThat(
  replacements: readonly (readonly [string, string])[],
  expects: readonly Change[],
  always = false,
): Rule {
  return defineRule({
    meta: { ...unauthenticatedPull.meta, id: "test-rule" },
    on: {
      pullSite(site, context) {
        const { text } = context.config.tree.source;
        const isDone = site.uses.every((use) => use.auth);
        if (!site.text.startsWith("acme/app") || (isDone && !always)) return;
        const edits = replacements.flatMap(([from, to]) => {
          const start = text.indexOf(from);
          return start === -1 ? [] : [{ start, end: start + from.length, text: to }];
        });
        const fix = { title: "Fix it", safety: "safe", edits, expects, setup: [] } as const;
        context.report({ at: site.span, message: "image without auth", why: "Because", fix });
      },
    },
  });
}

function fix(rules: readonly Rule[], text = CONFIG) {
  const options = { rules, options: DEFAULT_RULE_OPTIONS, named: true, unsafe: false };
  const { linted, applied, refused } = fixSource(new Source("config.yml", text), options);
  return { text: linted.config.tree.source.text, applied, reasons: refused.map(({ reason }) => reason), linted };
}

const goodEdit = ["acme/app:1 # pinned", `acme/app:1 # pinned${AUTH_TEXT}`] as const;
const goodChange: Change = { path: [...IMAGE, "auth"], value: AUTH };

describe("the proof", () => {
  test("lets a right fix through", () => {
    const { text, applied, reasons } = fix([ruleThat([goodEdit], [goodChange])]);
    expect(reasons).toEqual([]);
    expect(applied).toHaveLength(1);
    expect(text).toBe(CONFIG.replace(...goodEdit));
  });

  test.each<[string, string, (readonly [string, string])[], Change[]]>([
    ["loses a comment", "comment", [["acme/app:1 # pinned", `acme/app:1${AUTH_TEXT}`]], [goodChange]],
    [
      "moves a comment past another",
      "comment",
      [
        ["acme/app:1 # pinned", `acme/app:1 # for the bucket${AUTH_TEXT}`],
        ["aws # for the bucket", "aws # pinned"],
      ],
      [goodChange],
    ],
    ["edits the wrong node", "meaning", [["quay.io/acme/db:1", `quay.io/acme/db:1${AUTH_TEXT}`]], [goodChange]],
    ["changes more than it says", "meaning", [goodEdit, ["quay.io/acme/db:1", "quay.io/acme/db:2"]], [goodChange]],
    ["does less than it says", "meaning", [goodEdit], [goodChange, { path: ["jobs", "test", "shell"], value: "sh" }]],
    ["gives a value another type", "meaning", [goodEdit, ["version: 2.1", 'version: "2.1"']], [goodChange]],
    [
      "expects a change where nothing is",
      "does not exist",
      [goodEdit],
      [{ path: ["jobs", "nope", "auth"], value: AUTH }],
    ],
    [
      "adds a context that overrides another one's variables",
      "override",
      [goodEdit, ["context: aws", "context: [aws, docker]"]],
      [goodChange, { path: ["workflows", "main", "jobs", 0, "test", "context"], value: ["aws", "docker"] }],
    ],
    [
      "drops a context",
      "override",
      [goodEdit, ["context: aws", "context: docker"]],
      [goodChange, { path: ["workflows", "main", "jobs", 0, "test", "context"], value: "docker" }],
    ],
    [
      "makes a job pull another image",
      "images",
      [["acme/app:1 # pinned", `acme/app:2 # pinned${AUTH_TEXT}`]],
      [goodChange, { path: [...IMAGE, "image"], value: "acme/app:2" }],
    ],
    ["breaks the file", "no longer parses", [["acme/app:1 # pinned", "acme/app:1 # pinned\n  oops: ["]], [goodChange]],
    [
      "leaves the finding",
      "still there",
      [["[checkout]", "[checkout, checkout]"]],
      [{ path: ["jobs", "test", "steps"], value: ["checkout", "checkout"] }],
    ],
  ])("stops a fix that %s", (_, reason, replacements, expects) => {
    const { text, applied, reasons } = fix([ruleThat(replacements, expects)]);
    expect(reasons).toEqual([expect.stringContaining(reason)]);
    expect(applied).toEqual([]);
    expect(text).toBe(CONFIG);
  });

  test("stops a fix after which its rule fails, though the finding is gone then", () => {
    const { on, meta } = ruleThat([goodEdit], [goodChange]);
    const rule = defineRule({
      meta,
      on: {
        pullSite(site, context) {
          if (site.uses.some(({ auth }) => auth)) throw new Error("no idea");
          on.pullSite?.(site, context);
        },
      },
    });
    const { text, applied, reasons } = fix([rule]);
    expect(reasons).toEqual(["rule `test-rule` fails on the fixed text: no idea"]);
    expect(applied).toEqual([]);
    expect(text).toBe(CONFIG);
  });

  test.each([
    ["is told", [{ from: "acme/app:1", to: "mirror.acme.test/app:1" }], 1],
    ["is not told", [], 0],
    ["is told of another image", [{ from: "acme/app:1", to: "mirror.acme.test/app:2" }], 0],
  ])("lets a fix change an image only where that %s", (_, images, amount) => {
    const rule = defineRule({
      meta: { ...unauthenticatedPull.meta, id: "test-rule" },
      on: {
        pullSite(site, { report, edit }) {
          const part = edit.setText(site.pair.value, "mirror.acme.test/app:1");
          if (site.text !== "acme/app:1" || !part) return;
          const fix = { title: "Take it from the mirror", safety: "unsafe", ...part, setup: [], images } as const;
          report({ at: site.span, message: "it is not from the mirror", why: "Because", fix });
        },
      },
    });
    const options = { rules: [rule], options: DEFAULT_RULE_OPTIONS, named: true, unsafe: true };
    const { applied, refused } = fixSource(new Source("config.yml", CONFIG), options);
    expect(applied).toHaveLength(amount);
    expect(refused).toHaveLength(1 - amount);
  });

  test("stops a fix that never settles, and leaves the file as it was", () => {
    const restless = defineRule({
      meta: { ...unauthenticatedPull.meta, id: "restless" },
      on: {
        pullSite(site, context) {
          const shell = /shell: (\d+)/.exec(context.config.tree.source.text)?.[1];
          if (!site.text.startsWith("acme/app")) return;
          const start = context.config.tree.source.text.indexOf(shell === undefined ? "    steps" : `shell: ${shell}`);
          const next = Number(shell ?? 0) + 1;
          const end = shell === undefined ? start : start + `shell: ${shell}`.length;
          const text = shell === undefined ? "    shell: 1\n" : `shell: ${next}`;
          const expects = [{ path: ["jobs", "test", "shell"], value: `plain ${next}` }];
          const fix = { title: "Count", safety: "safe", edits: [{ start, end, text }], expects, setup: [] } as const;
          context.report({ at: site.span, message: `shell is ${shell}`, why: "Because", severity: "warning", fix });
        },
      },
    });
    const { text, applied, reasons } = fix([restless]);
    expect(reasons).toContainEqual(expect.stringContaining("does not settle"));
    expect(applied).toEqual([]);
    expect(text).toBe(CONFIG);
  });

  test("stops a fix that brings a new error of another rule", () => {
    const noAuth = defineRule({
      meta: { ...unauthenticatedPull.meta, id: "no-auth" },
      on: {
        pullSite(site, context) {
          if (site.uses.some((use) => use.auth))
            context.report({ at: site.span, message: "auth is here", why: "Because" });
        },
      },
    });
    const { reasons } = fix([ruleThat([goodEdit], [goodChange]), noAuth]);
    expect(reasons).toEqual(["a new finding came up: auth is here"]);
  });

  const counting = defineRule({
    meta: { ...unauthenticatedPull.meta, id: "counting" },
    on: {
      config({ pullSites, tree }, context) {
        const open = pullSites.filter(({ uses }) => uses.some((use) => !use.auth)).length;
        const start = tree.source.text.indexOf("quay.io");
        if (open > 0) context.report({ at: { start, end: start + 1 }, message: `${open} are open`, why: "Because" });
      },
    },
  });

  test("lets an error that is not repaired say less than before, at its place", () => {
    const { reasons, applied } = fix([ruleThat([goodEdit], [goodChange]), counting]);
    expect([reasons, applied.length]).toEqual([[], 1]);
  });

  test("keeps the good fixes of a pass in which one is bad", () => {
    const bad = { ...ruleThat([["[checkout]", "[]"]], [], true), meta: { ...unauthenticatedPull.meta, id: "bad" } };
    const { text, applied, reasons } = fix([ruleThat([goodEdit], [goodChange]), bad]);
    expect(applied.map(({ rule }) => rule)).toEqual(["test-rule"]);
    expect(reasons).toHaveLength(1);
    expect(text).toBe(CONFIG.replace(...goodEdit));
  });

  test("refuses edits that collide with each other", () => {
    const { reasons } = fix([ruleThat([goodEdit, ["app:1 # pinned", "app:1"]], [goodChange])]);
    expect(reasons).toEqual(["its own edits collide"]);
  });
});

test("a rule that throws costs its own findings only", () => {
  const broken = defineRule({
    meta: { ...unauthenticatedPull.meta, id: "broken" },
    on: {
      config() {
        throw new TypeError("oops");
      },
    },
  });
  const { linted } = fix([broken, ruleThat([goodEdit], [goodChange])]);
  expect(linted.crashes).toEqual([{ rule: "broken", message: "oops" }]);
  expect(linted.config.pullSites).toHaveLength(2);
});

test("unsafe fixes wait to be asked for", () => {
  const orb = "version: 2.1\ndescription: x\nexecutors:\n  default:\n    docker:\n      - image: cimg/base:1\n";
  const options = { rules: [unauthenticatedPull], options: DEFAULT_RULE_OPTIONS, named: true };
  expect(fixSource(new Source("orb.yml", orb), { ...options, unsafe: false }).applied).toEqual([]);
  expect(fixSource(new Source("orb.yml", orb), { ...options, unsafe: true }).applied).toHaveLength(1);
});
