import { visible } from "../reporters/text.ts";

/** One repository in the table of `apply`, `status` or `close`. */
export interface CampaignRow {
  readonly name: string;
  /** What was done, or how it stands: one word, or two. */
  readonly did: string;
  /** Address of the proposal, or why there is none. */
  readonly about: string | undefined;
}

const LONGEST_DID = 10;

/** A line of the table, with nothing in it that could steer a terminal. */
export function campaignLine({ did, name, about = "" }: CampaignRow): string {
  return `${did.padEnd(LONGEST_DID)} ${visible(name)}${about === "" ? "" : `  ${visible(about)}`}\n`;
}

/** How many rows there are of each kind, in the order of the first of each. */
export function countEach(rows: readonly Pick<CampaignRow, "did">[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { did } of rows) counts[did] = (counts[did] ?? 0) + 1;
  return counts;
}

/** `3 opened, 1 held`. */
export function countRows(rows: readonly Pick<CampaignRow, "did">[]): string {
  return Object.entries(countEach(rows))
    .map(([did, amount]) => `${amount} ${did}`)
    .join(", ");
}
