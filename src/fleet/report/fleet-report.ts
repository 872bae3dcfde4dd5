import type { Journal } from "../journal.ts";
import type { PlannedRepository } from "../plan.ts";
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
  const names: { readonly key: string; readonly name: string }[] = [];
  const tally = new Tally();
  for (const record of journal.repositories) {
    if (selected && !selected.has(record.key) && !record.proposal) continue;
    const repository = journal.readRepository(record.key);
    if (!repository) continue;
    const name = nameOf(repository);
    names.push({ key: record.key, name });
    tally.add(toReported(record, journal.readPlanned(record.key), repository, name));
  }
  names.sort((a, b) => compare(a.name, b.name) || compare(a.key, b.key));
  const records = new Map([...journal.repositories].map((record) => [record.key, record]));
  return {
    version,
    at,
    totals: tally.end(journal.runs),
    repositories: function* () {
      for (const { key, name } of names) {
        const record = records.get(key);
        const planned: PlannedRepository | undefined = journal.readPlanned(key);
        const repository = journal.readRepository(key);
        if (record && repository) yield toReported(record, planned, repository, name);
      }
    },
  };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
