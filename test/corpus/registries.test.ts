import { describe, expect, test } from "vitest";
import { lintSource } from "../../src/engine/lint.ts";
import type { Finding } from "../../src/finding.ts";
import { RULES } from "../../src/rules/index.ts";
import { DEFAULT_RULE_OPTIONS } from "../../src/rules/rule.ts";
import { Source } from "../../src/source/source.ts";
import { corpusFiles, hasCorpus, whenCorpus } from "./corpus.ts";

const TRUSTED = ["docker.io/library", "docker.io/cimg", "docker.io/circleci"];
const rules = RULES.filter(({ meta }) => meta.id === "unknown-registry");

function lint({ path, text }: { path: string; text: string }, trusted: readonly string[]): readonly Finding[] {
  const options = { ...DEFAULT_RULE_OPTIONS, registries: { ...DEFAULT_RULE_OPTIONS.registries, trusted } };
  const { findings, crashes } = lintSource(new Source(path, text), { rules, options, named: false });
  expect(crashes, path).toEqual([]);
  return findings;
}

/** The namespaces that the help of findings says to trust. */
function suggestedBy(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ help }) => /add `([^`]+)` to `registries\.trusted`/.exec(help ?? "")?.[1] ?? []);
}

describe.skipIf(!hasCorpus)(whenCorpus, () => {
  test("images that the settings do not trust are found, no others, and trusting what the help says ends it", () => {
    const counts = { files: 0, containers: 0, steps: 0 };
    for (const file of corpusFiles()) {
      const findings = lint(file, TRUSTED);
      if (findings.length === 0) continue;
      counts.files += 1;
      for (const { message } of findings) {
        expect(message, file.path).not.toMatch(/pulls? `(?:(?:cimg|circleci)\/)?[\w.-]+(?::[\w.-]+)?` from/);
        counts[message.startsWith("a step") ? "steps" : "containers"] += 1;
      }
      const suggested = suggestedBy(findings);
      const left = lint(file, [...TRUSTED, ...suggested]);
      expect(
        left.filter((one) => suggestedBy([one]).length > 0).map(({ message }) => message),
        file.path,
      ).toEqual([]);
    }
    expect(counts).toEqual({ files: 191, containers: 611, steps: 94 });
  }, 300_000);
});
