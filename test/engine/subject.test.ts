import { expect, it } from "vitest";
import { placeInNames } from "../../src/engine/subject.ts";
import { Source } from "../../src/source/source.ts";
import { parse } from "../../src/syntax/index.ts";

const CONFIG = `# about: the whole
version: 2.1
base: &base
  image: node:20
jobs:
  build:
    docker:
      - <<: *base
      - {image: 'redis:7', name: cache}
    environment: [A, B]
    steps:
      - checkout
      - run: make all
      - run:
          name: Log  in
          command: |
            docker login
      - when:
          condition: true
          steps: [docker/pull: {images: a}]
workflows:
  main:
    jobs:
      - build
      - build: {name: nightly, context: [org, hub]}
`;

/** The place of the last time that `needle` is written. */
function placeOf(needle: string): string {
  const tree = parse(new Source(".circleci/config.yml", CONFIG));
  const start = CONFIG.lastIndexOf(needle);
  return placeInNames(tree, { start, end: start + needle.trimEnd().length });
}

it.each([
  ["version", "version"],
  ["2.1\nbase", ""],
  ["2.1", "version"],
  ["node:20", "base.image"],
  ["*base", "jobs.build.docker[node:20].<<"],
  ["redis:7", "jobs.build.docker[redis:7].image"],
  ["A", "jobs.build.environment[]"],
  ["checkout", "jobs.build.steps[checkout]"],
  ["make all", "jobs.build.steps[run].run"],
  ["docker login", "jobs.build.steps[run Log in].run.command"],
  ["images", "jobs.build.steps[when].when.steps[docker/pull].docker/pull.images"],
  ["build\n", "workflows.main.jobs[build]"],
  ["hub", "workflows.main.jobs[build nightly].build.context[hub]"],
])("%s stands in %s", (needle, place) => {
  expect(placeOf(needle)).toBe(place);
});

it("has no place in a file that does not parse", () => {
  const text = "jobs:\n  build: {a: b\n";
  expect(placeInNames(parse(new Source("config.yml", text)), { start: 8, end: 13 })).toBe("");
});

it("has no place above the first key, and none in an empty file", () => {
  expect(placeOf("# about")).toBe("");
  expect(placeInNames(parse(new Source("config.yml", "")), { start: 0, end: 0 })).toBe("");
});

it("shortens a name of a page, and keeps it on one line", () => {
  const text = `jobs:\n  - "a\\nb ${"x".repeat(300)}"\n`;
  const place = placeInNames(parse(new Source("config.yml", text)), { start: 12, end: 14 });
  expect(place).toBe(`jobs[a b ${"x".repeat(96)}…]`);
});
