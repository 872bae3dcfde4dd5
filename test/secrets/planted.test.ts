import { describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { lintSource } from "../../src/engine/lint.ts";
import { type Severity, isAtLeast } from "../../src/finding.ts";
import { RULES } from "../../src/rules/index.ts";
import { DEFAULT_RULE_OPTIONS } from "../../src/rules/rule.ts";
import { Source } from "../../src/source/source.ts";
import { spansOverlap } from "../../src/source/span.ts";
import { plant, textAt, write } from "./plant.ts";
import { KINDS } from "./planted-kinds.ts";
import { SCRIPT_POSITIONS } from "./planted-scripts.ts";
import { PARKED, SCRIPT_STYLES, type Style, VALUE_STYLES, VERBATIM, type Written } from "./planted-styles.ts";
import { POSITIONS, type Position } from "./planted.ts";

/** The rules that say that a credential is written in the file. */
const TELLING = new Set(["plaintext-credential", "exposed-password", "leaked-token"]);
const OPTIONS = { rules: RULES.filter(({ meta }) => TELLING.has(meta.id)), options: DEFAULT_RULE_OPTIONS, named: true };

/** The worst that the rules say about the place of the secret. */
function severityOf(written: Written, path: string): Severity | undefined {
  const { findings } = lintSource(new Source(path, written.text), OPTIONS);
  const here = findings.filter(({ span }) => written.spans.some((one) => spansOverlap(span, one)));
  return (["error", "warning", "info"] as const).find((severity) => here.some((one) => one.severity === severity));
}

/** The kinds that are not found at this place in this style, each with what was said instead. */
function missesOf(position: Position, style: Style): string[] {
  return KINDS.flatMap((kind, index) => {
    const written = write(position, style, plant(kind, (index % 4) + 1));
    if (!written) return [];
    const found = severityOf(written, position.path ?? ".circleci/config.yml");
    const wanted = position.severity?.(kind) ?? kind.severity;
    return found && isAtLeast(found, wanted) ? [] : [`${kind.name}: ${found ?? "not found"}`];
  });
}

describe.each([...POSITIONS, ...SCRIPT_POSITIONS].map((position) => [position.name, position] as const))(
  "%s",
  (_, position) => {
    const styles = { value: VALUE_STYLES, script: SCRIPT_STYLES, verbatim: VERBATIM }[position.holds].filter(
      (style) => !(position.isUnused && style === PARKED),
    );

    test.each(styles.map((style) => [style.name, style] as const))("is searched %s", (_, style) => {
      const misses = missesOf(position, style);
      expect(misses, misses.join(", ")).toEqual([]);
    });

    test.runIf(position.holds !== "verbatim")("holds what the table says", () => {
      const [kind] = KINDS;
      if (!kind) return;
      const planted = plant(kind, 1);
      const text = textAt(position, planted) ?? "";
      for (const style of styles) {
        const written = write(position, style, planted);
        if (!written) continue;
        const document = parseDocument(written.text, { merge: true });
        expect(document.errors, written.text).toEqual([]);
        const values = JSON.stringify(document.toJS());
        expect(values, written.text).toContain(JSON.stringify(text).slice(1, -1));
      }
    });
  },
);
