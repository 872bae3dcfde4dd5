import { type CampaignRow, campaignLine, countEach, countRows } from "../fleet/campaign-rows.ts";
import type { Forge } from "../fleet/forge.ts";
import type { Journal } from "../fleet/journal.ts";
import { type FleetRepository, repositoryKey } from "../fleet/repository.ts";
import { UserError } from "../user-error.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { openFleetFile } from "./fleet-file.ts";
import type { FleetCloseFlags } from "./fleet-flags.ts";
import { shownName } from "./fleet-name.ts";
import type { Host } from "./host.ts";
import { goOnWith } from "./open-campaign.ts";

/** `circlesec fleet close`. */
export async function runFleetClose(flags: FleetCloseFlags, host: Host): Promise<ExitCode> {
  const isDry = flags.dryRun === true;
  return goOnWith(flags, openFleetFile(flags, host), host, {
    command: "close",
    writes: !isDry,
    choose: (all, journal) => {
      const open = all.filter((one) => journal.find(repositoryKey(one))?.proposal?.state === "open");
      if (open.length > 0) return open;
      throw new UserError("no proposal is open", { help: "`circlesec fleet status` looks how they stand" });
    },
    work: async ({ journal, repositories, forgeFor, note }) => {
      const rows: CampaignRow[] = [];
      for (const repository of repositories) {
        const done = await closeOne(repository, forgeFor(repository), journal, isDry);
        const row = { ...done, name: shownName(repository, host.cwd()) };
        rows.push(row);
        if (flags.format === "table") host.stdout.write(campaignLine(row));
      }
      if (!isDry) note({ repositories: rows.length, ...countEach(rows) });
      host.stdout.write(flags.format === "json" ? toJson(rows) : `${countRows(rows)}\n`);
      return rows.some(({ did }) => did === "failed") ? EXIT.unusable : EXIT.clean;
    },
  });
}

async function closeOne(
  repository: FleetRepository,
  forge: Forge | undefined,
  journal: Journal,
  isDry: boolean,
): Promise<Omit<CampaignRow, "name">> {
  const key = repositoryKey(repository);
  const proposal = journal.find(key)?.proposal;
  if (!proposal || !forge) return { did: "failed", about: "no forge is known for it" };
  const { number, commit, branch, url } = proposal;
  if (isDry) return { did: "closes", about: url };
  const failure = await forge.close({ repository, branch }, number, commit);
  // What somebody has pushed to stays, and so does what they pushed.
  if (failure) return { did: "failed", about: failure.message };
  journal.add({ kind: "closed", key, number, because: "asked" });
  return { did: "closed", about: url };
}

/** Version 1. */
function toJson(rows: readonly CampaignRow[]): string {
  const repositories = rows.map(({ name, did, about }) => ({ name, did, about: about ?? null }));
  return `${JSON.stringify({ version: 1, repositories }, null, 2)}\n`;
}
