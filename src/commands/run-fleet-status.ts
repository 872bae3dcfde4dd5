import manifest from "../../package.json" with { type: "json" };
import { type CampaignRow, campaignLine, countEach, countRows } from "../fleet/campaign-rows.ts";
import { type Followed, followProposals } from "../fleet/follow.ts";
import type { Journal } from "../fleet/journal.ts";
import { statusJson } from "../fleet/json/campaign-json.ts";
import { planAgain } from "../fleet/plan-again.ts";
import { repositoryKey } from "../fleet/repository.ts";
import { type Verified, verifyMerged } from "../fleet/verify-merged.ts";
import { UserError } from "../user-error.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { digestOf, lintFlagsOf } from "./fleet-campaign.ts";
import { openFleetFile } from "./fleet-file.ts";
import type { FleetStatusFlags } from "./fleet-flags.ts";
import { openFleetLinter } from "./fleet-linter.ts";
import { shownName } from "./fleet-name.ts";
import type { Host } from "./host.ts";
import { type Campaign, goOnWith } from "./open-campaign.ts";
import { dayOf } from "./today.ts";

/** `circlesec fleet status`. */
export async function runFleetStatus(flags: FleetStatusFlags, host: Host): Promise<ExitCode> {
  const file = openFleetFile(flags, host);
  return goOnWith(flags, file, host, {
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
      const found = await followProposals({ journal, forgeFor, now: () => Date.now() });
      const followed = flags.verify === true ? await verify(found, journal, forgeFor) : found.map(withoutVerdict);
      const rows = followed.map((one) => toRow(one, host));
      note({ repositories: rows.length, ...countEach(rows) });
      host.stdout.write(
        flags.format === "json"
          ? statusJson(followed, manifest.version)
          : `${rows.map(campaignLine).join("")}${countRows(rows)}\n`,
      );
      if (rows.some(({ did }) => did === UNKNOWN)) return EXIT.unusable;
      return followed.some(({ verdict }) => verdict === "undone") ? EXIT.findings : EXIT.clean;
    },
  });

  async function verify(found: readonly Followed[], journal: Journal, forgeFor: Campaign["forgeFor"]) {
    const lintFlags = lintFlagsOf(flags, file, host);
    const linter = await openFleetLinter(lintFlags, host.cwd(), dayOf(new Date()));
    const options = digestOf(lintFlags, linter);
    try {
      return await verifyMerged(found, { journal, planAgain: (some) => planAgain(some, linter, options, forgeFor) });
    } finally {
      linter.close();
    }
  }
}

function withoutVerdict(followed: Followed): Verified {
  return { ...followed, verdict: undefined };
}

const UNKNOWN = "unknown";
const CHECKS = { failed: "red", passed: "green", pending: "checking", none: "open" } as const;

function toRow({ repository, proposal, checks = "none", fault, verdict }: Verified, host: Host): CampaignRow {
  const name = shownName(repository, host.cwd());
  if (fault !== undefined) return { name, did: UNKNOWN, about: fault };
  const did = proposal.state === "open" ? CHECKS[checks] : (verdict ?? proposal.state);
  return { name, did, about: proposal.url };
}
