import manifest from "../../package.json" with { type: "json" };
import type { Forge, Work } from "../fleet/forge.ts";
import { groupByForge } from "../fleet/group-by-forge.ts";
import type { Journal } from "../fleet/journal.ts";
import type { CampaignCommand } from "../fleet/journal-line.ts";
import type { FleetRepository } from "../fleet/repository.ts";
import { inCampaign } from "../fleet/wave.ts";
import { accessOf, isFileAddress, tellOn } from "./fleet-campaign.ts";
import { type OpenFleetFile, stateFolderOf } from "./fleet-file.ts";
import type { SelectFlags } from "./fleet-flags.ts";
import { openJournal } from "./fleet-journal.ts";
import type { Host } from "./host.ts";
import { Forges } from "./open-forge.ts";

/** A campaign that was planned, while this process alone goes on with it. */
export interface Campaign {
  readonly journal: Journal;
  /** Those that were chosen. */
  readonly repositories: readonly FleetRepository[];
  readonly forgeFor: (repository: FleetRepository) => Forge | undefined;
  /** Tells what work on some of the repositories will take of their forges. */
  readonly tellBudget: (work: (some: readonly FleetRepository[]) => Work) => Promise<void>;
  /** Requests that the host with the fewest lets us make yet; `undefined` where none says. */
  readonly requestsLeft: () => number | undefined;
  /** Writes down what the run came to, for the trend. */
  readonly note: (counts: Readonly<Record<string, number>>) => void;
}

/** What is done with a campaign. */
export interface CampaignWork<Result> {
  readonly command: CampaignCommand;
  /** Whether something is changed at a forge. */
  readonly writes: boolean;
  /** Of the repositories that something was planned or proposed for; nothing to do is a UserError. */
  readonly choose: (all: readonly FleetRepository[], journal: Journal) => readonly FleetRepository[];
  readonly work: (campaign: Campaign) => Promise<Result>;
  /** Takes away what stands in the last line of a terminal, before something is told. */
  readonly prepare?: () => void;
}

/** Goes on with a campaign: its journal is open for this process alone meanwhile, and its forges have said who we are. */
export async function goOnWith<Result>(
  flags: Pick<SelectFlags, "state">,
  file: OpenFleetFile,
  host: Host,
  { command, writes, choose, work, prepare }: CampaignWork<Result>,
): Promise<Result> {
  const now = new Date();
  const at = now.toISOString();
  const { journal, close } = await openJournal(stateFolderOf(flags, file, host), host, now);
  try {
    const repositories = choose(repositoriesIn(journal), journal);
    const allowsFiles = repositories.some(({ name }) => isFileAddress(name));
    const forges = new Forges({ ...accessOf(file, host), allowsFiles, writes }, tellOn(host, prepare));
    try {
      const forgeFor = await openAll(repositories, forges);
      journal.add({ kind: "started", command, at, version: manifest.version });
      return await work({
        journal,
        repositories,
        forgeFor,
        tellBudget: async (workOn) => {
          for (const [forge, some] of groupByForge(repositories, forgeFor)) {
            if (forge) await forges.tellBudget(forge.place, forge.host, workOn(some));
          }
        },
        requestsLeft: () => forges.requestsLeft,
        note: (counts) => {
          journal.add({ kind: "ran", command, at, counts });
        },
      });
    } finally {
      await forges.end();
    }
  } finally {
    close();
  }
}

function repositoriesIn(journal: Journal): FleetRepository[] {
  return inCampaign(journal).flatMap(({ key, planned, proposal, writing }) => {
    const isWanted = planned?.change !== undefined || proposal !== undefined || writing.length > 0;
    return isWanted ? (journal.readRepository(key) ?? []) : [];
  });
}

/** Opens the forges of repositories, all before the first one is asked. */
async function openAll(repositories: readonly FleetRepository[], forges: Forges): Promise<Campaign["forgeFor"]> {
  const open = new Map<string, Forge>();
  for (const { place, host } of repositories) {
    const key = `${place}:${host}`;
    if (!open.has(key)) open.set(key, await forges.at(place, host));
  }
  return ({ place, host }) => open.get(`${place}:${host}`);
}
