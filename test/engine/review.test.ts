import { describe, expect, it } from "vitest";
import { fixSource } from "../../src/engine/fix.ts";
import { type Decision, type Proposal, reviewSource } from "../../src/engine/review.ts";
import { RULES } from "../../src/rules/index.ts";
import { DEFAULT_RULE_OPTIONS, type Rule, defineRule } from "../../src/rules/rule.ts";
import { Source } from "../../src/source/source.ts";

const OPTIONS = { rules: RULES, options: DEFAULT_RULE_OPTIONS, named: true, unsafe: false };

const CONFIG = `version: 2.1
jobs:
  build:
    docker:
      - image: node:20 # keep me
      - image: redis:7
  push:
    machine: true
    steps:
      - run: docker login -u $DOCKERHUB_USERNAME -p $DOCKERHUB_TOKEN
      - run: docker push acme/app
workflows:
  main:
    jobs: [build, push]
`;

const source = new Source(".circleci/config.yml", CONFIG);

/** A review with these decisions in turn, then no more; what was proposed, and what came of it. */
function reviewWith(decisions: readonly Decision[], options = OPTIONS) {
  const proposed: Proposal[] = [];
  const fixed = reviewSource(source, options, (proposal) => {
    proposed.push(proposal);
    return decisions[proposed.length - 1] ?? "stop";
  });
  const text = fixed.linted.config.tree.source.text;
  return { fixed, proposed: proposed.map(({ repair }) => repair.message), proposals: proposed, text };
}

describe("a review", () => {
  it("proposes each fix in order of place, and ends as a fix of all does when all are taken", () => {
    const { text, proposed, fixed } = reviewWith(["apply", "apply", "apply", "apply"]);
    expect(proposed).toEqual([
      "job `build` pulls `node:20` from Docker Hub without `auth`",
      "job `build` pulls `redis:7` from Docker Hub without `auth`",
      "`docker login` in job `push` takes the password on its command line",
    ]);
    expect(text).toBe(fixSource(source, OPTIONS).linted.config.tree.source.text);
    expect(fixed.applied).toHaveLength(3);
    expect(fixed.linted.findings).toEqual([]);
  });

  it("changes nothing when nothing is taken, and proposes nothing twice", () => {
    const { text, proposed, fixed } = reviewWith(["skip", "skip", "skip", "apply"]);
    expect(proposed).toHaveLength(3);
    expect(text).toBe(CONFIG);
    expect(fixed.applied).toEqual([]);
    expect(fixed.linted.findings).toHaveLength(3);
  });

  it("knows what was skipped again when later fixes move it", () => {
    // The second is taken; the first, above it, stays, and the third moves down.
    const { text, proposed } = reviewWith(["skip", "apply", "skip", "apply"]);
    expect(proposed).toHaveLength(3);
    expect(text).toContain("- image: node:20 # keep me\n      - image: redis:7\n        auth:");
    expect(text).toContain("-p $DOCKERHUB_TOKEN");
  });

  it("keeps what was taken before a stop", () => {
    const { text, proposed, fixed } = reviewWith(["apply", "stop"]);
    expect(proposed).toHaveLength(2);
    expect(text).toContain("node:20 # keep me\n        auth:");
    expect(text).toContain("- image: redis:7\n  push:");
    expect(fixed.applied.map(({ line }) => line)).toEqual([5]);
  });

  it("proposes a fix together with the text that it makes", () => {
    const { proposals } = reviewWith(["apply"]);
    expect(proposals[0]?.before.config.tree.source.text).toBe(CONFIG);
    expect(proposals[0]?.after.config.tree.source.text).toContain("node:20 # keep me\n        auth:");
    expect(proposals[1]?.before).toBe(proposals[0]?.after);
  });

  it("proposes no fix that cannot be proved, and tells it as our bug", () => {
    const { proposed, fixed } = reviewWith(["apply"], { ...OPTIONS, rules: [brokenRule()] });
    expect(proposed).toEqual([]);
    expect(fixed.refused).toMatchObject([{ rule: "unknown-version", reason: "the finding is still there" }]);
    expect(fixed.linted.config.tree.source.text).toBe(CONFIG);
  });

  it("ends where a rule finds something new after each of its fixes", () => {
    let asked = 0;
    const fixed = reviewSource(source, { ...OPTIONS, rules: [restlessRule()] }, () => {
      asked += 1;
      return "apply";
    });
    expect(asked).toBe(20);
    expect(fixed.applied).toHaveLength(20);
  });
});

function meta() {
  const { meta } = { ...RULES[0] };
  if (!meta) throw new Error("there is no rule");
  return { ...meta, id: "unknown-version" };
}

/** A rule whose fix does not help. */
function brokenRule(): Rule {
  return defineRule({
    meta: meta(),
    on: {
      config: (_, context) =>
        context.report({
          at: { start: 0, end: 7 },
          message: "no",
          why: "no",
          fix: {
            title: "Add nothing",
            safety: "safe",
            edits: [{ start: 0, end: 0, text: "\n" }],
            expects: [],
            setup: [],
          },
        }),
    },
  });
}

/** A rule that finds another fault after each fix. */
function restlessRule(): Rule {
  return defineRule({
    meta: meta(),
    on: {
      config: ({ tree }, context) => {
        const { length } = tree.source.text;
        context.report({
          at: { start: 0, end: 7 },
          message: `the text has ${length} characters`,
          why: "no",
          severity: "info",
          fix: { title: "Add one", safety: "safe", edits: [{ start: 0, end: 0, text: "\n" }], expects: [], setup: [] },
        });
      },
    },
  });
}
