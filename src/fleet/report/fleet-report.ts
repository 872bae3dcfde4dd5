import type { Journal } from "../journal.ts";
import type { RepositoryRecord } from "../journal-index.ts";
import type { FleetRepository } from "../repository.ts";
import { type ReportedRepository, toReported } from "./reported.ts";
import { type FleetTotals, Tally } from "./tally.ts";

/** What a campaign has come to. */
export interface FleetReport {
  readonly version: string;
  /** ISO 8601, in UTC: when the report was made. */
  readonly at: string;
  readonly totals: FleetTotals;
  /** All repositories by name, each read anew from the journal whenever they are asked for. */
  readonly repositories: () => Iterable<ReportedRepository>;
}

/** How a report is made. */
export interface ReportRequest {
  readonly version: string;
  readonly at: string;
  /** How a repository is called. */
  readonly nameOf: (repository: FleetRepository) => string;
}

/** What of a journal a report is made from. */
export type ReportedJournal = Pick<Journal, "repositories" | "runs" | "selected" | "readPlanned" | "readRepository">;

/**
 * Reports all that the last plan selected, and whatever has a proposal. Plans are read one after the other, so that a report
 * of a large fleet takes the memory of its totals.
 */
export function reportFleet(journal: ReportedJournal, { version, at, nameOf }: ReportRequest): FleetReport {
  const selected = journal.selected && new Set(journal.selected);
  const read = (record: RepositoryRecord): ReportedRepository | undefined => {
    const planned = journal.readPlanned(record.key);
    const repository = planned?.repository ?? journal.readRepository(record.key);
    return repository && toReported(record, planned, repository, nameOf(repository));
  };
  const found: { readonly record: RepositoryRecord; readonly name: string }[] = [];
  const tally = new Tally();
  for (const record of journal.repositories) {
    const isMeant = !selected || selected.has(record.key) || record.proposal !== undefined;
    const reported = isMeant ? read(record) : undefined;
    if (!reported) continue;
    found.push({ record, name: reported.name });
    tally.add(reported);
  }
  found.sort((a, b) => compare(a.name, b.name) || compare(a.record.key, b.record.key));
  return {
    version,
    at,
    totals: tally.end(journal.runs),
    repositories: function* () {
      for (const { record } of found) {
        const reported = read(record);
        if (reported) yield reported;
      }
    },
  };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
