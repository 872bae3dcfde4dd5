import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Input, loadInputs } from "../inputs.ts";
import { describeMachine } from "../machine.ts";
import { cloneAndLint, plan, planAgain } from "./contestants.ts";
import { Organization } from "./organization.ts";
import { type Row, renderRows, writeFleetPage } from "./page.ts";

/** Repositories of the comparison with clones. */
const SIZE = 1000;
const LATENCY_MS = 50;
/** Clones that are made, and linted, at the same time. */
const LANES = { "one after the other": 1, "4 at a time": 4 };
const SIZES = [100, 1000, 10_000];
/** Configs that each size begins with: a peak is decided by the largest of them, and is to say what more repositories do to it. */
const LONGEST = 10;

/** Measures what `fleet plan` takes of a GitHub on this machine, against clones of the same, and as there are more; writes the page. */
export async function measureFleet(scratch: string): Promise<void> {
  const { origin, inputs: loaded } = loadInputs();
  const inputs = longestFirst(loaded);
  const compared: Row[] = [];
  const sized: Row[] = [];
  const note = (rows: Row[], row: Row): void => {
    rows.push(row);
    console.log(`\n${renderRows([row])}`);
  };
  for (const size of SIZES) {
    const folder = join(scratch, `organization-${size}`);
    const organization = new Organization(folder, inputs, size);
    await organization.start();
    const name = `plan, ${size.toLocaleString("en-US")} repositories`;
    const first = await plan(organization, scratch);
    note(sized, { name, taken: first });
    const again = await planAgain(organization, scratch);
    note(sized, { name: `${name}, once more`, taken: again });
    if (size === SIZE) {
      note(compared, { name: "plan", taken: first });
      note(compared, { name: "plan once more, nothing changed", taken: again });
      for (const [way, lanes] of Object.entries(LANES)) {
        note(compared, {
          name: `clone and \`lint\`, ${way}`,
          taken: await cloneAndLint(organization, scratch, lanes),
        });
      }
      organization.latency = LATENCY_MS;
      const late = `answers ${LATENCY_MS} ms later`;
      note(compared, { name: `plan, ${late}`, taken: await plan(organization, scratch) });
      const slow = await cloneAndLint(organization, scratch, LANES["4 at a time"]);
      note(compared, { name: `clone and \`lint\`, 4 at a time, ${late}`, taken: slow });
    }
    await organization.stop();
    rmSync(folder, { recursive: true });
  }
  await writeFleetPage({ machine: describeMachine(origin, inputs), compared, sized });
}

function longestFirst(inputs: readonly Input[]): Input[] {
  const longest = inputs.toSorted((a, b) => b.text.length - a.text.length).slice(0, LONGEST);
  return [...longest, ...inputs.filter((input) => !longest.includes(input))];
}
