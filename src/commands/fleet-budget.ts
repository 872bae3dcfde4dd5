import type { Budget, Forge, Work } from "../fleet/forge.ts";
import { amount, duration } from "./fleet-progress.ts";

/** Where a budget is told, and what counts besides what the host says. */
export interface BudgetCircle {
  readonly tell: (text: string) => void;
  /** Requests of one run, where `limits` of the fleet file says how many. */
  readonly requests: number | undefined;
}

/** Tells before work begins what it takes of a forge, and what becomes of it where that is more than there is. */
export async function tellBudget(
  forge: Pick<Forge, "host" | "budget">,
  work: Work,
  { tell, requests }: BudgetCircle,
): Promise<void> {
  const budget = await forge.budget?.(work);
  if (budget === undefined || budget.repositories === 0) return;
  for (const line of describeBudget(forge.host, budget, requests)) tell(line);
}

/** A line, and one more for each thing of which there is too little. Times of the day are those of this computer. */
export function describeBudget(
  host: string,
  { repositories, takes, atLeast }: Budget,
  requests: number | undefined,
): string[] {
  const of = repositories === 1 ? "1 repository takes" : `${amount(repositories)} repositories take`;
  const parts = takes
    .filter((one) => one.amount > 0)
    .map(({ what, amount: wanted, left }) =>
      left === undefined ? `${amount(wanted)} ${what}` : `${amount(wanted)} of ${amount(left)} ${what}`,
    );
  if (parts.length === 0) return [];
  const time = atLeast < 60_000 ? "" : `, and ${duration(atLeast)} at least`;
  const lines = [`${host}: ${of} about ${parts.join(" and ")}${time}`];
  for (const { what, amount: wanted, left, renewedAt } of takes) {
    if (left === undefined || wanted <= left) continue;
    const when = renewedAt === undefined ? "" : ` until ${timeOf(renewedAt)}`;
    lines.push(
      `circlesec: too few ${what}: the run waits for more${when}, or goes on when it is stopped and run again`,
    );
  }
  const all = takes.reduce((sum, one) => sum + one.amount, 0);
  if (requests !== undefined && all > requests) {
    lines.push(
      `circlesec: \`limits\` of the fleet file allows ${amount(requests)} requests a run: run again for what is left then`,
    );
  }
  return lines;
}

/** Hours and minutes. */
export function timeOf(time: number): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
}
