import { expect, test } from "vitest";
import { lintSource } from "../../src/engine/lint.ts";
import { jobRunsOf, readConfig } from "../../src/model/index.ts";
import { RULES } from "../../src/rules/index.ts";
import { DEFAULT_RULE_OPTIONS } from "../../src/rules/rule.ts";
import { Source } from "../../src/source/source.ts";
import { type Plain, expand, isList, parse } from "../../src/syntax/index.ts";

const PULL = "docker:\n      - image: node:20\n";

function read(text: string) {
  const source = new Source(".circleci/config.yml", `version: 2.1\n${text}`);
  const options = { rules: RULES, options: DEFAULT_RULE_OPTIONS, named: true };
  const { findings, crashes } = lintSource(source, options);
  expect(crashes).toEqual([]);
  return { config: readConfig(parse(source)), rules: new Set(findings.map(({ rule }) => rule)) };
}

/** How many maps and lists were made: what is shared counts once. */
function countMade(value: Plain, seen = new Set<Plain>()): number {
  if (value === null || typeof value === "string" || seen.has(value)) return seen.size;
  seen.add(value);
  for (const inner of isList(value) ? value : Object.values(value)) countMade(inner, seen);
  return seen.size;
}

function lines(count: number, write: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => write(index)).join("");
}

const JOB = `jobs:\n  a:\n    ${PULL}    steps: [checkout]\n`;

test("a billion laughs by aliases are as many lists as are written", () => {
  const laughs = lines(40, (n) => `  - &l${n} [${n === 0 ? "ha" : `*l${n - 1}, *l${n - 1}`}]\n`);
  const { config, rules } = read(`x:\n${laughs}${JOB}`);
  expect(countMade(expand(config.root))).toBeLessThan(60);
  expect(rules).toContain("unauthenticated-pull");
});

test("a billion laughs by merges are as many maps as are written", () => {
  const laughs = lines(40, (n) => `x${n}: &m${n}\n  k${n}: v\n${n === 0 ? "" : `  <<: [*m${n - 1}, *m${n - 1}]\n`}`);
  const { config, rules } = read(`${laughs}${JOB}`);
  expect(countMade(expand(config.root))).toBeLessThan(60);
  expect(rules).toContain("unauthenticated-pull");
});

test("steps that many jobs share by aliases are read up to a limit a job", () => {
  const steps = lines(20, (n) => `x${n}: &s${n}\n${n === 0 ? "  - checkout\n" : `  - *s${n - 1}\n  - *s${n - 1}\n`}`);
  const { config } = read(`${steps}jobs:\n  a:\n    ${PULL}    steps: *s19\n`);
  expect(jobRunsOf(config)[0]?.steps.length).toBeLessThan(5010);
});

test("commands that call two others each stop at a limit, and what comes first is still found", () => {
  const commands = lines(15, (n) => `  c${n}: { steps: [run: docker pull redis, c${n + 1}, c${n + 1}] }\n`);
  const { config, rules } = read(
    `commands:\n${commands}  c15: { steps: [checkout] }\njobs:\n  a: { machine: true, steps: [c0] }\n`,
  );
  expect(jobRunsOf(config)[0]?.steps.length).toBeLessThan(5010);
  expect(rules).toContain("unauthenticated-step-pull");
});

test("a matrix with a hundred million runs is read as one, with its values up to a limit", () => {
  const names = Array.from({ length: 8 }, (_, index) => `p${index}`);
  const parameters = names.map((name) => `      ${name}: { type: string }\n`).join("");
  const image = names.map((name) => `<< parameters.${name} >>`).join("-");
  const values = names.map((name) => `                ${name}: [a, b, c, d, e, f, g, h, i, j]\n`).join("");
  const job = `jobs:\n  a:\n    parameters:\n${parameters}    docker:\n      - image: acme/${image}\n      - image: redis\n    steps: [checkout]\n`;
  const { config, rules } = read(
    `${job}workflows:\n  w:\n    jobs:\n      - a:\n          matrix:\n              parameters:\n${values}`,
  );
  expect(jobRunsOf(config)).toHaveLength(1);
  expect(config.pullSites[0]?.image.values.size).toBeLessThan(260);
  expect(rules).toContain("unauthenticated-pull");
});

test("parameters that give each other twice stop at a limit", () => {
  const commands = lines(
    30,
    (n) =>
      `  c${n}:\n    parameters: { s: { type: string, default: x } }\n    steps:\n      - c${n + 1}: { s: << parameters.s >><< parameters.s >> }\n`,
  );
  const last =
    "  c30:\n    parameters: { s: { type: string, default: x } }\n    steps: [run: docker pull << parameters.s >>]\n";
  const { config } = read(
    `commands:\n${commands}${last}jobs:\n  a: { machine: true, steps: [c0, run: docker pull redis] }\n`,
  );
  const steps = jobRunsOf(config)[0]?.steps ?? [];
  const longest = Math.max(
    ...steps.flatMap(({ frame }) =>
      [...frame.scope.values()].flatMap(({ values }) => [...values].map((text) => text.length)),
    ),
    0,
  );
  expect(longest).toBeLessThan(1_000_000);
  expect(steps.at(-1)?.run?.scalar.value).toBe("docker pull redis");
});

test("executors that many entries choose from are as many pulls as entries and choices", () => {
  const executors = lines(40, (n) => `  e${n}:\n    docker: [image: i${n}]\n`);
  const entries = lines(40, (n) => `      - a: { name: a${n}, e: e${n} }\n`);
  const job =
    "jobs:\n  a:\n    parameters: { e: { type: executor } }\n    executor: << parameters.e >>\n    steps: [checkout]\n";
  const { config } = read(`executors:\n${executors}${job}workflows:\n  w:\n    jobs:\n${entries}`);
  expect(config.pullSites.flatMap(({ pulls }) => pulls)).toHaveLength(40);
});

test.each([
  ["brackets", "(".repeat(100_000)],
  ["braces", "{ ".repeat(100_000)],
  ["substitutions", "$(".repeat(20_000)],
  ["substitutions in quotes", '"$('.repeat(20_000)],
  ["wrappers", "sudo ".repeat(20_000)],
  ["branches", "if a; then ".repeat(20_000)],
])("a script of %s inside each other hides nothing in the other steps", (_, script) => {
  const { rules } = read(
    `jobs:\n  a:\n    machine: true\n    steps:\n      - run: |\n          docker info; ${script}\n      - run: docker pull redis\n`,
  );
  expect(rules).toContain("unauthenticated-step-pull");
});

test.each([
  ["flow lists", `x: ${"[".repeat(100_000)}${"]".repeat(100_000)}\n`],
  ["block maps", `x:\n${lines(10_000, (n) => `${" ".repeat(n + 1)}a:\n`)}`],
  ["block lists", `x:\n${"- ".repeat(100_000)}a\n`],
])("%s inside each other are said to be too deep", (_, text) => {
  expect(read(`${text}${JOB}`).rules).toEqual(new Set(["unknown-syntax"]));
});
