import { createHash } from "node:crypto";
import { relative } from "node:path";
import { BUILD_ID } from "../build-id.ts";
import type { FreshPlan } from "../fleet/apply-run.ts";
import type { Answers, Forge } from "../fleet/forge.ts";
import type { Journal } from "../fleet/journal.ts";
import type { Linter } from "../fleet/linter.ts";
import { plansOf } from "../fleet/plans.ts";
import { type FleetRepository, repositoryKey } from "../fleet/repository.ts";
import { inCampaign } from "../fleet/wave.ts";
import type { OpenFleetFile } from "./fleet-file.ts";
import type { FleetLintFlags } from "./fleet-linter.ts";
import type { Host } from "./host.ts";
import type { ForgeAccess, Forges } from "./open-forge.ts";

/** The branch that proposals come from where nothing else is said. */
export const USUAL_BRANCH = "circlesec/authenticate-pulls";

/** Flags win over the fleet file; paths of that file are relative to it. */
export function lintFlagsOf(
  flags: FleetLintFlags,
  { keys, folder }: OpenFleetFile,
  host: Pick<Host, "cwd">,
): FleetLintFlags {
  const settings =
    flags.settings ?? (keys.settings === undefined ? undefined : relative(host.cwd(), `${folder}/${keys.settings}`));
  const rule = flags.rule ?? keys.rules;
  const unsafe = flags.unsafe ?? keys.unsafe;
  return {
    ...flags,
    ...(settings !== undefined && { settings }),
    ...(rule !== undefined && { rule }),
    ...(unsafe !== undefined && { unsafe }),
  };
}

/** What a plan depends on besides its repository. */
export function digestOf(flags: FleetLintFlags, { settings }: Linter): string {
  const { rule, unsafe, plugins, source, context, username, token, authStyle } = flags;
  const { convenienceImages, unresolvedImages, strategy, vaultClient } = flags;
  const own = [rule, unsafe, plugins, source, context, username, token, authStyle];
  const parts = [...own, convenienceImages, unresolvedImages, strategy, vaultClient, flags.settings === false];
  const layers = settings?.layers.map(({ sections, files }) => [sections, files]);
  return createHash("sha256")
    .update(JSON.stringify([BUILD_ID, parts, layers, settings?.plugins]))
    .digest("hex");
}

/** What the forges of a fleet file are opened with. */
export function accessOf(
  { keys, folder }: OpenFleetFile,
  host: Pick<Host, "cwd" | "env">,
  allowsFiles: boolean,
): ForgeAccess {
  const { hosts = [], limits = {} } = keys;
  return { cwd: host.cwd(), folder, env: host.env, hosts, limits, allowsFiles };
}

/** The repositories of a campaign that something was planned or proposed for. */
export function repositoriesIn(journal: Journal): FleetRepository[] {
  return inCampaign(journal).flatMap(({ key, planned, proposal, writing }) => {
    const isWanted = planned?.change !== undefined || proposal !== undefined || writing.length > 0;
    return isWanted ? (journal.readRepository(key) ?? []) : [];
  });
}

/** True for an address of this disk. */
export function isFileAddress(name: string): boolean {
  return name.startsWith("file:");
}

/** Opens the forges of repositories, all before the first one is asked. */
export async function forgesFor(
  repositories: readonly FleetRepository[],
  forges: Forges,
): Promise<(repository: FleetRepository) => Forge | undefined> {
  const open = new Map<string, Forge>();
  for (const { place, host } of repositories) {
    const key = `${place}:${host}`;
    if (!open.has(key)) open.set(key, await forges.at(place, host));
  }
  return ({ place, host }) => open.get(`${place}:${host}`);
}

/** Makes the fixes of repositories again, at the tips that they have. */
export async function* planAgain(
  repositories: readonly FleetRepository[],
  linter: Linter,
  options: string,
  forgeFor: (repository: FleetRepository) => Forge | undefined,
): Answers<FreshPlan> {
  const groups = new Map<Forge, FleetRepository[]>();
  for (const repository of repositories) {
    const forge = forgeFor(repository);
    if (forge) groups.set(forge, [...(groups.get(forge) ?? []), repository]);
  }
  const known = new Map(repositories.map((repository) => [repositoryKey(repository), repository]));
  for (const [forge, group] of groups) {
    for await (const { planned, fixed } of plansOf(forge, group, linter)) {
      const repository = known.get(repositoryKey(planned.repository)) ?? planned.repository;
      yield { repository, answer: { planned, options, files: fixed } };
    }
  }
}
