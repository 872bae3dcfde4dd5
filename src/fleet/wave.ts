import type { ApplyOptions, ApplyTools } from "./apply-run.ts";
import { type Checks, type Forge, isFailure } from "./forge.ts";
import { groupByForge } from "./group-by-forge.ts";
import type { RepositoryRecord } from "./journal-index.ts";
import type { Journal } from "./journal.ts";
import type { ProposalRecord } from "./journal-line.ts";
import { type FleetRepository, repositoryKey } from "./repository.ts";

const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 120_000;
/** How long checks may take to start; what has none then, has none. */
const START_MS = 120_000;

/** A proposal whose checks count. */
interface Member {
  readonly key: string;
  readonly repository: FleetRepository;
  readonly proposal: ProposalRecord;
}

/** How the wait for a wave ended. */
export interface WaveEnd {
  readonly wave: number;
  readonly ended: "green" | "red" | "unsettled" | "stopped";
  readonly red: readonly Member[];
  readonly pending: readonly Member[];
  /** Those that have no checks at all. */
  readonly unchecked: readonly Member[];
}

/** Waits until the checks of a wave are done, or too many of them red, and writes down how it ended. */
export async function awaitWave(wave: number, tools: ApplyTools, options: ApplyOptions): Promise<WaveEnd> {
  const { journal, now, sleep, stop, tell } = tools;
  const start = now();
  let left = membersOf(wave, tools);
  const red: Member[] = [];
  const unchecked: Member[] = [];
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
    const checks = await askChecks(left, tools);
    red.push(...left.filter(({ key }) => checks.get(key) === "failed"));
    unchecked.push(...left.filter((member) => checks.get(member.key) === "none" && !mayStart(member, now())));
    left = left.filter((member) => isPending(checks.get(member.key), mayStart(member, now())));
    const end = endOf({ red, pending: left, unchecked }, options, now() - start);
    if (end) {
      journal.add({ kind: "wave", wave, ended: end, red: red.map(({ key }) => key) });
      journal.sync();
      return { wave, ended: end, red, pending: left, unchecked };
    }
    if (stop.aborted) return { wave, ended: "stopped", red, pending: left, unchecked };
    tell({ kind: "waiting", wave, pending: left.length, red: red.length });
    await sleep(Math.min(pause, Math.max(options.wait * 1000 - (now() - start), 1)));
  }
}

function mayStart({ proposal }: Member, now: number): boolean {
  return now - Date.parse(proposal.since) < START_MS;
}

function isPending(checks: Checks | undefined, mayStillStart: boolean): boolean {
  return checks === undefined || checks === "pending" || (checks === "none" && mayStillStart);
}

function endOf(
  { red, pending }: Pick<WaveEnd, "red" | "pending" | "unchecked">,
  { tolerate, wait }: ApplyOptions,
  waited: number,
): "green" | "red" | "unsettled" | undefined {
  if (red.length > tolerate) return "red";
  if (pending.length === 0) return "green";
  return waited >= wait * 1000 ? "unsettled" : undefined;
}

/** The open proposals of a wave: what was merged is fine, and what was closed says nothing. */
function membersOf(wave: number, { journal }: ApplyTools): Member[] {
  const members: Member[] = [];
  for (const { key, proposal } of inCampaign(journal)) {
    if (proposal?.wave !== wave || proposal.state !== "open") continue;
    const repository = journal.readRepository(key);
    if (repository) members.push({ key, repository, proposal });
  }
  return members;
}

/** What the journal knows of the repositories that the last plan selected. */
export function inCampaign(journal: Journal): RepositoryRecord[] {
  const selected = journal.selected;
  const keys = selected === undefined ? undefined : new Set(selected);
  return [...journal.repositories].filter(({ key }) => keys === undefined || keys.has(key));
}

/** Asks for checks, and writes down what is new; what could not be had is not in the answer. */
export async function askChecks(
  members: readonly Member[],
  { journal, forgeFor }: { journal: Journal; forgeFor: (repository: FleetRepository) => Forge | undefined },
): Promise<Map<string, Checks>> {
  const commits = new Map(members.map(({ key, proposal }) => [key, proposal.commit]));
  const found = new Map<string, Checks>();
  for (const [forge, group] of groupByForge(
    members.map(({ repository }) => repository),
    forgeFor,
  )) {
    const asked = group.map((repository) => ({ repository, commit: commits.get(repositoryKey(repository)) ?? "" }));
    if (!forge) continue;
    for await (const { repository, answer } of forge.checks(asked)) {
      if (isFailure(answer)) continue;
      const key = repositoryKey(repository);
      const commit = commits.get(key) ?? "";
      const before = journal.find(key)?.checked;
      found.set(key, answer);
      if (before?.commit !== commit || before.checks !== answer) {
        journal.add({ kind: "checked", key, commit, checks: answer });
      }
    }
  }
  return found;
}
