import manifest from "../../package.json" with { type: "json" };
import { type CampaignRow, campaignLine, countRows } from "../fleet/campaign-rows.ts";
import type { Forge } from "../fleet/forge.ts";
import type { Journal } from "../fleet/journal.ts";
import { type FleetRepository, repositoryKey } from "../fleet/repository.ts";
import { visible } from "../reporters/text.ts";
import { UserError } from "../user-error.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { accessOf, forgesFor, isFileAddress, repositoriesIn } from "./fleet-campaign.ts";
import { openFleetFile, stateFolderOf } from "./fleet-file.ts";
import type { FleetCloseFlags } from "./fleet-flags.ts";
import { openJournal } from "./fleet-journal.ts";
import { shownName } from "./fleet-name.ts";
import type { Host } from "./host.ts";
import { Forges } from "./open-forge.ts";

/** `circlesec fleet close`. */
export async function runFleetClose(flags: FleetCloseFlags, host: Host): Promise<ExitCode> {
  const now = new Date();
  const file = openFleetFile(flags, host);
  const state = await openJournal(stateFolderOf(flags, file, host), host, now);
  const { journal } = state;
  try {
    const open = repositoriesIn(journal).filter((one) => journal.find(repositoryKey(one))?.proposal?.state === "open");
    if (open.length === 0) {
      throw new UserError("no proposal is open", { help: "`circlesec fleet status` looks how they stand" });
    }
    const forges = new Forges(
      accessOf(
        file,
        host,
        open.some(({ name }) => isFileAddress(name)),
      ),
      (text) => void host.stderr.write(`${visible(text.trimEnd())}\n`),
    );
    try {
      const forgeFor = await forgesFor(open, forges);
      const rows: CampaignRow[] = [];
      for (const repository of open) {
        const row = await closeOne(repository, forgeFor(repository), journal, flags.dryRun === true);
        const shown = { ...row, name: shownName(repository, host.cwd()) };
        rows.push(shown);
        if (flags.format === "table") host.stdout.write(campaignLine(shown));
      }
      if (!flags.dryRun) {
        const closed = rows.filter(({ did }) => did === "closed").length;
        journal.add({ kind: "started", command: "close", at: now.toISOString(), version: manifest.version });
        journal.add({
          kind: "ran",
          command: "close",
          at: now.toISOString(),
          counts: { repositories: rows.length, closed },
        });
      }
      host.stdout.write(flags.format === "json" ? toJson(rows) : `${countRows(rows)}\n`);
      return rows.some(({ did }) => did === "failed") ? EXIT.unusable : EXIT.clean;
    } finally {
      await forges.end();
    }
  } finally {
    state.close();
  }
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
