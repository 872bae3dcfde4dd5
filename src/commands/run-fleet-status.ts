import manifest from "../../package.json" with { type: "json" };
import { campaignLine, countRows } from "../fleet/campaign-rows.ts";
import { type Followed, followProposals } from "../fleet/follow.ts";
import { visible } from "../reporters/text.ts";
import { UserError } from "../user-error.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { accessOf, forgesFor, isFileAddress, repositoriesIn } from "./fleet-campaign.ts";
import { openFleetFile, stateFolderOf } from "./fleet-file.ts";
import type { FleetStatusFlags } from "./fleet-flags.ts";
import { openJournal } from "./fleet-journal.ts";
import { shownName } from "./fleet-name.ts";
import type { Host } from "./host.ts";
import { Forges } from "./open-forge.ts";

/** `circlesec fleet status`. */
export async function runFleetStatus(flags: FleetStatusFlags, host: Host): Promise<ExitCode> {
  const now = new Date();
  const file = openFleetFile(flags, host);
  const state = await openJournal(stateFolderOf(flags, file, host), host, now);
  const { journal } = state;
  try {
    const repositories = repositoriesIn(journal).filter(({ place, host: at, id }) =>
      Boolean(journal.find(`${place}:${at}:${id}`)?.proposal),
    );
    if (repositories.length === 0) {
      throw new UserError("nothing is proposed", {
        help: "Run `circlesec fleet apply` first, or name the folder with --state",
      });
    }
    const forges = new Forges(
      accessOf(
        file,
        host,
        repositories.some(({ name }) => isFileAddress(name)),
      ),
      (text) => void host.stderr.write(`${visible(text.trimEnd())}\n`),
    );
    try {
      const forgeFor = await forgesFor(repositories, forges);
      journal.add({ kind: "started", command: "status", at: now.toISOString(), version: manifest.version });
      const followed = await followProposals({ journal, forgeFor, now: () => Date.now() });
      journal.add({ kind: "ran", command: "status", at: now.toISOString(), counts: countsOf(followed) });
      host.stdout.write(flags.format === "json" ? toJson(followed) : toTable(followed, host));
      return followed.some(({ fault }) => fault !== undefined) ? EXIT.unusable : EXIT.clean;
    } finally {
      await forges.end();
    }
  } finally {
    state.close();
  }
}

/** How it stands, in a word or two. */
function standing({ proposal, checks, fault }: Followed): string {
  if (fault !== undefined) return "unknown";
  if (proposal.state !== "open") return proposal.state;
  const words = { failed: "red", passed: "green", pending: "checking", none: "open" } as const;
  return checks === undefined ? "open" : words[checks];
}

function countsOf(followed: readonly Followed[]): Record<string, number> {
  const counts: Record<string, number> = { repositories: followed.length };
  for (const one of followed) counts[standing(one)] = (counts[standing(one)] ?? 0) + 1;
  return counts;
}

function toTable(followed: readonly Followed[], host: Host): string {
  const rows = followed.map((one) => ({
    name: shownName(one.repository, host.cwd()),
    did: standing(one),
    about: one.fault ?? one.proposal.url,
  }));
  return `${rows.map(campaignLine).join("")}${countRows(rows)}\n`;
}

/** Version 1. */
function toJson(followed: readonly Followed[]): string {
  const repositories = followed.map(({ repository, proposal, checks, fault }) => ({
    name: repository.name,
    state: proposal.state,
    checks: checks ?? null,
    number: proposal.number,
    url: proposal.url,
    wave: proposal.wave,
    fault: fault ?? null,
  }));
  return `${JSON.stringify({ version: 1, repositories }, null, 2)}\n`;
}
