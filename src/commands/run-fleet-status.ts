import manifest from "../../package.json" with { type: "json" };
import { type CampaignRow, campaignLine, countEach, countRows } from "../fleet/campaign-rows.ts";
import { type Followed, followProposals } from "../fleet/follow.ts";
import { statusJson } from "../fleet/json/campaign-json.ts";
import { repositoryKey } from "../fleet/repository.ts";
import { UserError } from "../user-error.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { openFleetFile } from "./fleet-file.ts";
import type { FleetStatusFlags } from "./fleet-flags.ts";
import { shownName } from "./fleet-name.ts";
import type { Host } from "./host.ts";
import { goOnWith } from "./open-campaign.ts";

/** `circlesec fleet status`. */
export async function runFleetStatus(flags: FleetStatusFlags, host: Host): Promise<ExitCode> {
  return goOnWith(flags, openFleetFile(flags, host), host, {
    command: "status",
    writes: false,
    choose: (all, journal) => {
      const proposed = all.filter((one) => journal.find(repositoryKey(one))?.proposal);
      if (proposed.length > 0) return proposed;
      throw new UserError("nothing is proposed", {
        help: "Run `circlesec fleet apply` first, or name the folder with --state",
      });
    },
    work: async ({ journal, forgeFor, note }) => {
      const followed = await followProposals({ journal, forgeFor, now: () => Date.now() });
      const rows = followed.map((one) => toRow(one, host));
      note({ repositories: rows.length, ...countEach(rows) });
      host.stdout.write(
        flags.format === "json"
          ? statusJson(followed, manifest.version)
          : `${rows.map(campaignLine).join("")}${countRows(rows)}\n`,
      );
      return rows.some(({ did }) => did === UNKNOWN) ? EXIT.unusable : EXIT.clean;
    },
  });
}

const UNKNOWN = "unknown";
const CHECKS = { failed: "red", passed: "green", pending: "checking", none: "open" } as const;

function toRow({ repository, proposal, checks = "none", fault }: Followed, host: Host): CampaignRow {
  const name = shownName(repository, host.cwd());
  if (fault !== undefined) return { name, did: UNKNOWN, about: fault };
  return { name, did: proposal.state === "open" ? CHECKS[checks] : proposal.state, about: proposal.url };
}
