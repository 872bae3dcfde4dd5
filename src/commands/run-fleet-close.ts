import manifest from "../../package.json" with { type: "json" };
import { campaignLine, countEach, countRows } from "../fleet/campaign-rows.ts";
import type { Forge } from "../fleet/forge.ts";
import { type ClosedProposal, closeJson } from "../fleet/json/campaign-json.ts";
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
      const closed: ClosedProposal[] = [];
      for (const repository of repositories) {
        const one = await closeOne(repository, forgeFor(repository), journal, isDry);
        closed.push(one);
        const row = { name: shownName(repository, host.cwd()), did: one.did, about: one.reason ?? one.url };
        if (flags.format === "table") host.stdout.write(campaignLine(row));
      }
      if (!isDry) note({ repositories: closed.length, ...countEach(closed) });
      host.stdout.write(flags.format === "json" ? closeJson(closed, manifest.version) : `${countRows(closed)}\n`);
      return closed.some(({ did }) => did === "failed") ? EXIT.unusable : EXIT.clean;
    },
  });
}

async function closeOne(
  repository: FleetRepository,
  forge: Forge | undefined,
  journal: Journal,
  isDry: boolean,
): Promise<ClosedProposal> {
  const { name } = repository;
  const key = repositoryKey(repository);
  const proposal = journal.find(key)?.proposal;
  const url = proposal?.url;
  if (!proposal || !forge) return { name, did: "failed", url, reason: "no forge is known for it" };
  const { number, commit, branch } = proposal;
  if (isDry) return { name, did: "closes", url, reason: undefined };
  const failure = await forge.close({ repository, branch }, number, commit);
  // What somebody has pushed to stays, and so does what they pushed.
  if (failure) return { name, did: "failed", url, reason: failure.message };
  journal.add({ kind: "closed", key, number, because: "asked" });
  return { name, did: "closed", url, reason: undefined };
}
