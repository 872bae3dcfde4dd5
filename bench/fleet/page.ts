import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { join } from "node:path";
import { format } from "prettier";
import { ROOT } from "../ours.ts";
import { renderTable } from "../table.ts";
import type { Taken } from "./work.ts";

export interface Row {
  readonly name: string;
  readonly taken: Taken;
}

interface Measured {
  /** Lines about machine, versions and inputs. */
  readonly machine: readonly string[];
  /** The plan comes first. */
  readonly compared: readonly Row[];
  readonly sized: readonly Row[];
}

const HEAD = ["", "requests", "MB", "seconds", "processor", "peak MB"];

/** A table for a terminal. */
export function renderRows(rows: readonly Row[]): string {
  return renderTable(HEAD, rows.map(cellsOf));
}

function cellsOf({ name, taken: { requests, bytes, ms, cpu, peak } }: Row): string[] {
  const numbers = [(bytes / 1e6).toFixed(1), (ms / 1000).toFixed(1), (cpu / 1000).toFixed(1), peak.toFixed(0)];
  return [name, requests.toLocaleString("en-US"), ...numbers];
}

/** Writes `docs/fleet-performance.md`. */
export async function writeFleetPage(measured: Measured): Promise<void> {
  const path = join(ROOT, "docs/fleet-performance.md");
  writeFileSync(path, await format(renderPage(measured), { filepath: path, printWidth: 120 }));
}

function renderPage({ machine, compared, sized }: Measured): string {
  return `# What a fleet costs

Written by \`npm run bench -- --fleet\`, on a GitHub of this machine: a server that answers its REST and GraphQL API, as far as it is
asked, and clones by git's own \`git http-backend\` from the same bare repositories. Times say little about another machine and vary
with what else it does; processor time varies less, and requests are the same in every run.

${machine
  .slice(0, 2)
  .concat(machine.slice(-1))
  .map((line) => `- ${line}`)
  .join("\n")}
- A repository holds one of these configs and a README, no more, so that a clone is as small as it can be; a real one is larger, and a
  plan of it is not
- Load average of the last quarter of an hour: ${loadavg()[2]?.toFixed(1)}; what is beyond the number of processors made seconds longer
- The server takes no time of a network unless a row says so, but does its work on the same cores

\`processor\` is the processor time, in seconds, of all processes that were started, with git's on the side of the server for clones, and
without the server that answers the API; \`peak\` the most memory of one of them; \`MB\` what went over connections, both ways.

## Against clones

${SIZE_TEXT}

${markdown(compared)}

${goals(compared)}

On a machine without a network between, time is processor time. A plan fixes and proves each config besides, which \`lint\` does not:
nine tenths of its time are the work of \`circlesec fix --diff\` on the same files, in one thread, with the collection of its garbage
(\`node --cpu-prof\`). What fewer requests save is waiting, of which a real forge has more, and its limits on requests; four batches are
asked for at once, so that a plan waits less for slow answers than one after the other would. Clones at the
same time use what cores there are; a plan keeps little more than one busy. The API of this machine does not pack its answers, as those of
forges do, to less than a fifth.

## As there are more

${markdown(sized)}

${growth(sized)}

Each size begins with the ten longest configs, because a peak is decided by the largest file and is to say here what more repositories do
to it. Repositories above 1,000 are the same ones under other names. Plans are in the journal, on the disk, and files are kept for four
batches of 50 repositories; what grows with their number is 0.9 KB for each: what decides whether a plan can be kept, its line of the table
and who needs which context. The rest of a peak is the same for any number: 50 MB of Node's own program, 32 MB of its young generation,
24 MB that are in use, 25 MB more while the largest of these configs is fixed and proved, and as much again that is garbage which Node
has not collected yet ([what less of it would cost](decisions/0017-what-a-run-costs.md)).

\`apply\` plans what it is to write again, and holds as much as a plan: 255 MB for a dry run over 10,000. \`status\` of 5,120 proposals took 153 MB,
a plan that finds all 10,000 as they were 136 MB, and \`report\` of them 106 to 122 MB in each of its formats: all are written piece by piece, also the
page of HTML with all rows and changes, 13 MB.

## Repeat it

\`npm run bench -- --fleet\` takes ten to fifteen minutes on two idle cores, needs git, and Linux for memory and processor time. Without
\`../shared/corpus\` it takes generated configs.
`;
}

const SIZE_TEXT = "1,000 repositories. A clone has no history (`--depth 1`), and `circlesec` is started in each.";

function markdown(rows: readonly Row[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(HEAD), line(["---", ...HEAD.slice(1).map(() => "--:")]), ...rows.map((row) => line(cellsOf(row)))].join(
    "\n",
  );
}

/** How many times as much each way to clone takes; asked for were 20 times the requests, and 10 times the time. */
function goals(rows: readonly Row[]): string {
  const late = rows.find(({ name }) => name.startsWith("plan,"));
  const [plan] = rows;
  const lines = rows
    .filter(({ name }) => name.startsWith("clone"))
    .map(({ name, taken }) => {
      const base = (name.endsWith("later") ? late : plan)?.taken;
      const times = (of: (one: Taken) => number): string => (base ? (of(taken) / of(base)).toFixed(1) : "–");
      return `| ${name} | ${times((one) => one.requests)} | ${times((one) => one.ms)} | ${times((one) => one.cpu)} |`;
    });
  return `As many times as a plan takes, of which 20 were asked for in requests and 10 in time:

|  | requests | seconds | processor |
| --- | --: | --: | --: |
${lines.join("\n")}`;
}

function growth(rows: readonly Row[]): string {
  const peaks = rows.filter(({ name }) => !name.endsWith("once more")).map(({ taken }) => taken.peak);
  const times = ((peaks.at(-1) ?? Number.NaN) / (peaks[0] ?? Number.NaN)).toFixed(2);
  return `With a hundred times as many repositories, the peak is ${times} times as high.`;
}
