import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import type { Verdict } from "./counted/index.ts";
import { goalRows } from "./goals.ts";
import type { Table } from "./measure.ts";
import { ROOT } from "./ours.ts";
import { ratioRows } from "./table.ts";

interface Measured {
  readonly machine: readonly string[];
  readonly verdict: Verdict;
  readonly tables: readonly Table[];
}

/** Columns of words. */
const LEFT = new Set(["", "what", "because"]);

/** Writes `docs/performance.md`. */
export async function writePage(measured: Measured): Promise<void> {
  const path = join(ROOT, "docs/performance.md");
  writeFileSync(path, await format(renderPage(measured), { filepath: path, printWidth: 120 }));
}

function renderPage({ machine, verdict, tables }: Measured): string {
  return `# Performance

Written by \`npm run bench\`. Times of one machine say little about another; the ratios repeat within a few percent.

${machine.map((line) => `- ${line}`).join("\n")}

All that stands in one table ran in turn in one session, as whole processes: A, B, C, A, B, C. \`×\` is the median, over the
rounds, of the ratio to the first row; min–max its spread. A tool counts only after it has found what is wrong in three bad
configs; what is not here, or would take too long, says why.

## Goals

${markdownTable(["what", "now", "goal", "beyond"], goalRows(tables, verdict))}

What stands in the way of those that are missed is in [decision 17](decisions/0017-what-a-run-costs.md).

## Measured

${tables.map(renderSection).join("\n\n")}

## Counted

This is the same on every machine, on made-up configs with a fixed seed. CI fails when a number is over its limit.

${markdownTable(["what", "now", "at most", "because"], verdict.rows)}

## Repeat it

\`npm run bench\` measures everything and writes this page, in half an hour on two cores; it fetches the other tools, pinned in
\`bench/peers\`, into a folder that git ignores. \`npm run bench -- --no-peers\` leaves them out, \`--only cold-start\` measures one
group (\`cold-start\`, \`throughput\`, \`discovery\`, \`memory\`, \`slowest\`), \`--rounds 5\` ends sooner, \`--growth\` shows how time
grows with what a config has many of, \`--fleet\` what [a fleet](fleet-performance.md) costs, and \`--quick\` counts and measures nothing.
`;
}

function renderSection(table: Table): string {
  const { head, rows } = ratioRows(table);
  const note = table.note ? `\n\n${table.note}` : "";
  return `### ${table.title[0]?.toUpperCase()}${table.title.slice(1)}\n\n${markdownTable(["", ...head], rows)}${note}`;
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = head.map((name) => (LEFT.has(name) ? "---" : "--:"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}
