import { type Fixed, fixSource } from "../../src/engine/fix.ts";
import { type Linted, lintSource } from "../../src/engine/lint.ts";
import type { Repository } from "../../src/model/index.ts";
import { RULES } from "../../src/rules/index.ts";
import type { RuleOptions } from "../../src/rules/rule.ts";
import { Source } from "../../src/source/source.ts";

/** A text and how it is read. */
export interface Sample {
  readonly path: string;
  readonly text: string;
  readonly options: RuleOptions;
  readonly unsafe: boolean;
  readonly repository: Repository | undefined;
}

/** Which promises of `lint` and `fix` a text breaks, one clause each. */
export function faultsOf(sample: Sample): string[] {
  try {
    const before = lintText(sample, sample.text);
    return [...crashesOf("lint", before), ...faultsOfFix(sample, before, fixText(sample, sample.text))];
  } catch (error) {
    return [`thrown: ${error instanceof Error ? error.stack?.split("\n").slice(0, 3).join(" ") : String(error)}`];
  }
}

function faultsOfFix(sample: Sample, before: Linted, { linted, refused, applied }: Fixed): string[] {
  const { tree } = linted.config;
  const { text } = tree.source;
  const faults = [...crashesOf("fix", linted), ...refused.map(({ rule, reason }) => `refused: ${rule}: ${reason}`)];
  const old = before.config.tree;
  if (old.faults.length > 0 && text !== sample.text) faults.push("a file that does not parse was changed");
  if (old.faults.length === 0 && tree.faults.length > 0) faults.push("the fixed file does not parse");
  if (commentsOf(before) !== commentsOf(linted)) faults.push("comments were changed");
  if (applied.length === 0 && text !== sample.text) faults.push("changed without a fix");
  if (text === sample.text) return faults;
  const again = fixText(sample, text);
  if (again.linted.config.tree.source.text !== text) {
    faults.push(
      `a second fix changes more: ${again.applied.map(({ rule, fix }) => `${rule}: ${fix.title}`).join(", ")}`,
    );
  }
  return [...faults, ...leftOver(sample, linted)];
}

/** Fixes that were there to be applied and were not. */
function leftOver({ unsafe }: Sample, { findings }: Linted): string[] {
  const open = findings.filter(({ fix }) => fix && fix.edits.length > 0 && (unsafe || fix.safety !== "unsafe"));
  return open.map(({ rule }) => `a fix of ${rule} was left`);
}

function crashesOf(command: string, { crashes }: Linted): string[] {
  return crashes.map(({ rule, message }) => `crash in ${command}: ${rule}: ${message}`);
}

/** What comments say, but for how they suppress findings: a fix takes out what need not be said of that. */
function commentsOf({ config }: Linted): string {
  const texts = config.tree.comments.map(({ text }) => text.replace(/circlesec *:.*/, "").replace(/[#\s]+$/, ""));
  return texts.filter((text) => text !== "").join("\n");
}

function lintText({ path, options, repository }: Sample, text: string): Linted {
  return lintSource(new Source(path, text), { rules: RULES, options, named: true, repository });
}

function fixText({ path, options, unsafe, repository }: Sample, text: string): Fixed {
  return fixSource(new Source(path, text), { rules: RULES, options, named: true, unsafe, repository });
}
