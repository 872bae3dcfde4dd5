import { describe, expect, it } from "vitest";
import { type KnownFinding, partKnown, toKnown } from "../../src/engine/known.ts";
import type { FileResult } from "../../src/engine/result.ts";
import { lintSource } from "../../src/engine/lint.ts";
import { RULES } from "../../src/rules/index.ts";
import { DEFAULT_RULE_OPTIONS } from "../../src/rules/rule.ts";
import { toResult } from "../../src/run/run-source.ts";
import { Source } from "../../src/source/source.ts";

function lint(text: string, path = ".circleci/config.yml"): FileResult {
  const linted = lintSource(new Source(path, text), { rules: RULES, options: DEFAULT_RULE_OPTIONS, named: true });
  return { ...toResult(linted), repositoryPath: path };
}

/** A config whose jobs pull these images, one each. */
function configOf(jobs: Readonly<Record<string, string>>, head = ""): string {
  const list = Object.entries(jobs).map(
    ([name, image]) => `  ${name}:\n    docker:\n      - image: ${image}\n    steps: [checkout]\n`,
  );
  return `version: 2.1\n${head}jobs:\n${list.join("")}`;
}

/** What is new in `now` for who knows `then`, and what is gone. */
function compare(then: FileResult[], now: FileResult[], exists: (path: string) => boolean = () => true) {
  const { files, gone } = partKnown(now, toKnown(then), { kind: "baseline" }, exists);
  const inWords = ({ rule, subject }: Pick<KnownFinding, "rule" | "subject">) => `${rule} ${subject}`;
  return {
    fresh: files.flatMap(({ findings }) => findings.map(inWords)),
    known: files.flatMap(({ suppressed }) => suppressed.map(({ finding }) => inWords(finding))),
    gone: gone.map(inWords),
  };
}

describe("known findings", () => {
  const then = lint(configOf({ build: "node:20", test: "redis:7" }));

  it("stay known when jobs change places and lines come in", () => {
    const now = lint(configOf({ test: "redis:7", build: "node:20" }, "\n# more\n\nparameters: {}\n"));
    expect(compare([then], [now])).toMatchObject({ fresh: [], gone: [] });
  });

  it("do not hide a swap: as many findings, another image", () => {
    const now = lint(configOf({ build: "node:22", test: "redis:7" }));
    expect(compare([then], [now])).toEqual({
      fresh: ["unauthenticated-pull jobs.build.docker[node:22].image"],
      known: ["unauthenticated-pull jobs.test.docker[redis:7].image"],
      gone: ["unauthenticated-pull jobs.build.docker[node:20].image"],
    });
  });

  it("do not hide a second one of the same name", () => {
    const twice = "jobs:\n  build:\n    docker: [image: node:20, image: node:20]\n    steps: [checkout]\n";
    const once = twice.replace(", image: node:20", "");
    expect(compare([lint(`version: 2.1\n${once}`)], [lint(`version: 2.1\n${twice}`)])).toMatchObject({
      fresh: ["unauthenticated-pull jobs.build.docker[node:20].image"],
      gone: [],
    });
  });

  it("are the same in a file that was moved, and new in one that was copied", () => {
    const moved = lint(configOf({ build: "node:20", test: "redis:7" }), ".circleci/main.yml");
    expect(compare([then], [moved], (path) => path === ".circleci/main.yml")).toMatchObject({ fresh: [], gone: [] });
    expect(compare([then], [then, moved])).toMatchObject({ gone: [] });
    expect(compare([then], [then, moved]).fresh).toHaveLength(2);
  });
});
