import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { lintSource } from "../../src/engine/lint.ts";
import { RULES } from "../../src/rules/index.ts";
import { DEFAULT_RULE_OPTIONS } from "../../src/rules/rule.ts";
import { Source } from "../../src/source/source.ts";
import { corpusFiles, corpusTable, hasCorpus, whenCorpus } from "./corpus.ts";

const CREDENTIAL_RULES = RULES.filter(({ meta }) => meta.category === "credentials");
const OPTIONS = { rules: CREDENTIAL_RULES, options: DEFAULT_RULE_OPTIONS, named: false };

interface Place {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly severity: string;
}

/** Every finding of the rules about credentials. */
const found: Place[] = corpusFiles().flatMap(({ path, text }) => {
  const source = new Source(path, text);
  return lintSource(source, OPTIONS).findings.map(({ rule, severity, span }) => ({
    file: path,
    line: source.position(span.start).line,
    rule,
    severity,
  }));
});
const grave = found.filter(({ severity }) => severity !== "info");

/** What a person said of each finding at `warning` and above. `true`: whoever owns the file would want to know. */
const labels = readFileSync(new URL("credential-labels.tsv", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [file = "", number = "", rule = "", label = ""] = line.split("\t");
    return { key: `${file}:${number} ${rule}`, rule, label };
  });
const accuracy = readFileSync(new URL("../../docs/accuracy.md", import.meta.url), "utf8");

describe.skipIf(!hasCorpus)(whenCorpus, () => {
  test("every finding at `warning` and above has been read, and every label still has its finding", () => {
    const keys = grave.map(({ file, line, rule }) => `${file}:${line} ${rule}`);
    expect([...new Set(keys)].toSorted()).toEqual(labels.map(({ key }) => key).toSorted());
  });

  test("at least 95 in 100 of them are right, and the docs say how many", () => {
    const right = labels.filter(({ label }) => label === "true").length;
    expect(right / labels.length).toBeGreaterThanOrEqual(0.95);
    for (const { meta } of CREDENTIAL_RULES) {
      const own = labels.filter(({ rule }) => rule === meta.id);
      const right_ = own.filter(({ label }) => label === "true").length;
      expect(accuracy).toMatch(new RegExp(`\\| \`${meta.id}\` +\\| ${own.length} +\\| ${right_} +\\|`));
    }
  });

  test("of the literals that its collectors took for credentials, the docs say how many are reported", () => {
    const places = new Set(corpusTable("redactions.tsv").map(({ file, line }) => `${file}:${line}`));
    const worst = new Map<string, string>();
    for (const { file, line, severity } of found) {
      const place = `${file}:${line}`;
      if (places.has(place) && worst.get(place) !== "warning")
        worst.set(place, severity === "info" ? "info" : "warning");
    }
    const count = (severity: string): number => [...worst.values()].filter((one) => one === severity).length;
    const [reported, doubtful] = [count("warning"), count("info")];
    expect(accuracy).toContain(
      `${places.size} places: ${reported} at \`warning\` or above, ${doubtful} at \`info\`, ${places.size - reported - doubtful} silent`,
    );
  });
});
