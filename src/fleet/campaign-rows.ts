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

/** `3 opened, 1 held`, each kind in the order of its first row. */
export function countRows(rows: readonly Pick<CampaignRow, "did">[]): string {
  const counts = new Map<string, number>();
  for (const { did } of rows) counts.set(did, (counts.get(did) ?? 0) + 1);
  return [...counts].map(([did, amount]) => `${amount} ${did}`).join(", ");
}
