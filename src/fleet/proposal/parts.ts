import { type Block, cut } from "../../reporters/markdown-blocks.ts";
import { blockMarkdown, codeMarkdown, inlineMarkdown } from "../../reporters/markdown-text.ts";
import { describeStep } from "../../reporters/setup.ts";
import type { PlannedRepository } from "../plan.ts";

/** Rows of a table, and lines of a list, that one proposal shows. */
const ROWS = 50;
/** Characters of all parts together: GitHub takes 65,536. */
const LONGEST = 12_000;

/** What a rule is for, by its id. */
export type Reasons = ReadonlyMap<string, string>;

/** What is told of every proposal. */
export interface Circumstances {
  readonly reasons: Reasons;
  readonly version: string;
}

/** The parts that the body of a proposal is made of, by the names that templates have for them. Empty where there is nothing to say. */
export function partsOf(planned: PlannedRepository, { reasons, version }: Circumstances) {
  return {
    summary: summaryOf(planned),
    changes: part(changesOf(planned)),
    why: part(whyOf(planned, reasons)),
    setup: part(setupOf(planned)),
    risks: part(risksOf(planned)),
    left: part(leftOf(planned)),
    proof: part([["### What was proved"], [PROOF]]),
    rollback: part([["### How to take it back"], [ROLLBACK]]),
    origin: `Made by circlesec ${version} (\`circlesec fleet\`).`,
    repository: codeMarkdown(planned.repository.name),
  } satisfies Readonly<Record<string, string>>;
}

const MORE = "There is more: `circlesec lint` and `circlesec fix --diff` tell all of it.";

/** Names of all parts. */
export const PART_NAMES = [
  "summary",
  "changes",
  "why",
  "setup",
  "risks",
  "left",
  "proof",
  "rollback",
  "origin",
  "repository",
] as const satisfies readonly (keyof ReturnType<typeof partsOf>)[];

const PROOF =
  "Each change was proved before it was proposed: the file parses, every comment is still there, and what the configuration means differs in nothing but the changes above. Every byte outside of them is as it was. A second run changes nothing.";
const ROLLBACK =
  "Close this to leave everything as it is; once it is merged, revert it. Nothing outside this repository depends on it.";

function part(blocks: readonly Block[]): string {
  return blocks.some((block) => block.length > 0) ? cut(blocks, LONGEST, MORE).trim() : "";
}

function summaryOf({ pulls, files }: PlannedRepository): string {
  const amount = files.reduce((sum, { applied }) => sum + applied.length, 0);
  const changes = amount === 1 ? "one change" : `${amount} changes`;
  const where = files.filter(({ applied }) => applied.length > 0).map(({ path }) => codeMarkdown(path));
  const at = where.length > 3 ? `${where.length} files` : where.join(", ");
  if (pulls.repaired === 0) return `This is ${changes} to how ${at} handles registry credentials.`;
  const images =
    pulls.repaired === 1
      ? "one image that is pulled from Docker Hub without credentials"
      : `${pulls.repaired} images that are pulled from Docker Hub without credentials`;
  return `This gives credentials to ${images}, by ${changes} in ${at}.`;
}

function changesOf({ files }: PlannedRepository): Block[] {
  const rows = files.flatMap(({ path, applied }) =>
    applied.map(({ line, message, title }) => {
      const place = codeMarkdown(`${path}:${line}`);
      return `| ${cell(place)} | ${cell(inlineMarkdown(message))} | ${cell(inlineMarkdown(title))} |`;
    }),
  );
  if (rows.length === 0) return [];
  return [
    ["### What changes"],
    ["| where | what is wrong | what is done |", "| --- | --- | --- |", ...rows.slice(0, ROWS)],
    rows.length > ROWS ? [`${rows.length - ROWS} more are in the diff.`] : [],
  ];
}

function whyOf({ files }: PlannedRepository, reasons: Reasons): Block[] {
  const rules = [...new Set(files.flatMap(({ applied }) => applied.map(({ rule }) => rule)))];
  const lines = rules.flatMap((rule) => {
    const reason = reasons.get(rule);
    return reason === undefined ? [] : [`- ${codeMarkdown(rule)}: ${inlineMarkdown(reason)}`];
  });
  return lines.length === 0 ? [] : [["### Why"], lines];
}

function setupOf({ change, files }: PlannedRepository): Block[] {
  const path = files.find(({ applied }) => applied.length > 0)?.path ?? "";
  const steps = (change?.setup ?? []).map((setup) => describeStep({ path, setup }));
  if (steps.length === 0) return [];
  return [
    ["### Before you merge"],
    ...steps.flatMap(({ text, commands }): Block[] => [
      [`- [ ] ${inlineMarkdown(text)}`],
      commands.length === 0 ? [] : blockMarkdown("sh", commands),
    ]),
  ];
}

function risksOf({ risks }: PlannedRepository): Block[] {
  const lines = risks.map(({ text }) => `- ${inlineMarkdown(text)}`);
  return lines.length === 0 ? [] : [["### Mind"], lines.slice(0, ROWS)];
}

function leftOf({ files }: PlannedRepository): Block[] {
  const lines = files.flatMap(({ path, findings }) =>
    findings.map(({ line, message, help }) => {
      const what = help === undefined ? "" : `: ${inlineMarkdown(help)}`;
      return `- ${codeMarkdown(`${path}:${line}`)} ${inlineMarkdown(message)}${what}`;
    }),
  );
  if (lines.length === 0) return [];
  const more = lines.length > ROWS ? [`- ${lines.length - ROWS} more: \`circlesec lint\``] : [];
  return [["### What stays"], [...lines.slice(0, ROWS), ...more]];
}

/** A bar ends a cell whatever stands before it. */
function cell(text: string): string {
  return text.replaceAll(/\\?\|/g, "\u2502");
}
