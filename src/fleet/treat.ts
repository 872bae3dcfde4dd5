import { UserError } from "../user-error.ts";
import type { ApplyRow, ApplyTools, Crew, FreshPlan, ProposalOptions, Treated, Treatment } from "./apply-run.ts";
import { type Seen, carryOut, failed, held } from "./carry-out.ts";
import { type Decision, decide } from "./decide.ts";
import { type Answers, type Failure, type ProposalState, isFailure } from "./forge.ts";
import { groupByForge } from "./group-by-forge.ts";
import { inLanes } from "./lanes.ts";
import type { PlannedRepository } from "./plan.ts";
import { repositoryKey } from "./repository.ts";

/** Repositories that are written to at the same time; their forges may allow fewer. */
const LANES = 8;
/** How often a repository is looked at anew when something moved meanwhile. */
const TRIES = 3;
const MOVES = "it changes faster than it can be read";

/** This process. */
export const OWN_CREW: Crew = { most: 25, treat };

/** Makes the proposals of some repositories what they are to be; says what came of each. */
export async function treat(keys: readonly string[], treatment: Treatment): Promise<Treated> {
  const { tools } = treatment;
  const rows: ApplyRow[] = [];
  const later: string[] = [];
  let left = keys;
  for (let tries = 1; left.length > 0; tries += 1) {
    const moved: string[] = [];
    await treatOnce(left, treatment, (key, row) => {
      if (row === "later") later.push(key);
      else if (row === "moved" && tries < TRIES) moved.push(key);
      else {
        const told = row === "moved" ? note(failed(key, treatment, MOVES), treatment) : row;
        rows.push(told);
        tools.tell({ kind: "row", row: told });
      }
    });
    left = tools.stop.aborted ? [] : moved;
  }
  return { rows, later };
}

type Row = ApplyRow | "moved" | "later";
type Report = (key: string, row: Row) => void;

async function treatOnce(keys: readonly string[], treatment: Treatment, report: Report): Promise<void> {
  const { tools } = treatment;
  const states = await askStates(keys, treatment, report);
  const stale = [...states]
    .filter(([key, seen]) => mustReadAgain(key, seen, treatment))
    .map(([, seen]) => seen.repository);
  const fresh = stale.length === 0 ? new Map<string, FreshPlan | Failure>() : await collect(tools.planAgain(stale));
  await inLanes([...states], LANES, tools.stop, async ([key, seen]) => {
    const plan = fresh.get(key);
    const row = await treatOne(key, seen, plan, treatment);
    report(key, typeof row === "string" ? row : note(row, treatment));
  });
}

async function askStates(keys: readonly string[], treatment: Treatment, report: Report): Promise<Map<string, Seen>> {
  const { tools, options } = treatment;
  const states = new Map<string, Seen>();
  const repositories = keys.flatMap((key) => tools.journal.readRepository(key) ?? []);
  for (const [forge, group] of groupByForge(repositories, tools.forgeFor)) {
    if (!forge) {
      for (const one of group)
        report(repositoryKey(one), failed(repositoryKey(one), treatment, "no forge is known for it"));
      continue;
    }
    for await (const { repository, answer } of forge.proposals(group, options.branch)) {
      const key = repositoryKey(repository);
      if (isFailure(answer)) report(key, note(failed(key, treatment, answer.message), treatment));
      else states.set(key, { repository: { ...repository, base: answer.base }, state: answer });
    }
  }
  return states;
}

async function collect<T>(answers: Answers<T>): Promise<Map<string, T | Failure>> {
  const found = new Map<string, T | Failure>();
  for await (const { repository, answer } of answers) found.set(repositoryKey(repository), answer);
  return found;
}

/** True unless what is planned still stands, and the branch need not be written for it. */
function mustReadAgain(key: string, { state }: Seen, { tools, options }: Treatment): boolean {
  const planned = tools.journal.readPlanned(key);
  if (!planned || state.base === undefined || state.base.commit !== planned.commit) return state.base !== undefined;
  const decision = decideFor(planned, state, tools, options);
  return (decision.act === "open" || decision.act === "update") && decision.write !== undefined;
}

function decideFor(
  planned: PlannedRepository,
  state: ProposalState,
  tools: ApplyTools,
  { reopen }: ProposalOptions,
): Decision {
  const { title, body } = tools.word(planned);
  const wish = { base: state.base?.commit ?? "", change: planned.change?.digest, title, body };
  return decide({ state, wish, record: tools.journal.find(repositoryKey(planned.repository)), reopen });
}

async function treatOne(
  key: string,
  seen: Seen,
  fresh: FreshPlan | Failure | undefined,
  treatment: Treatment,
): Promise<Row> {
  const { tools, options } = treatment;
  const { state } = seen;
  if (!state.base) return held(key, treatment, "it has no commit any more");
  if (fresh && isFailure(fresh)) return fresh.kind === "moved" ? "moved" : failed(key, treatment, fresh.message);
  const before = tools.journal.readPlanned(key);
  const planned = fresh?.planned ?? before;
  if (!planned) return failed(key, treatment, "nothing is planned for it");
  if (planned.outcome.kind === "failed" || planned.outcome.kind === "skipped") {
    return failed(key, treatment, planned.outcome.reason);
  }
  const isSame = before?.commit === planned.commit && before?.day === planned.day;
  if (fresh && isSame && before?.change?.digest !== planned.change?.digest) {
    return failed(key, treatment, "its fixes come to something else than what was planned: run `circlesec fleet plan`");
  }
  if (fresh && !isSame && !options.dryRun) {
    tools.journal.add({ kind: "planned", key, options: fresh.options, planned });
  }
  try {
    const decision = decideFor(planned, state, tools, options);
    const row = await carryOut(decision, { key, seen, planned, files: fresh?.files ?? [] }, treatment);
    if (typeof row === "object") await sweep(seen, treatment);
    return row;
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return failed(key, treatment, `a bug in circlesec: ${reason}`);
  }
}

/** Takes away what a killed run left; where that fails, the next run tries it. */
async function sweep({ repository, state: { leftover } }: Seen, { tools, options }: Treatment): Promise<void> {
  if (leftover === undefined || options.dryRun) return;
  await tools.forgeFor(repository)?.sweep?.({ repository, branch: options.branch }, leftover);
}

/** Writes down why nothing was proposed, where that is new. */
function note(row: ApplyRow, { tools, options }: Treatment): ApplyRow {
  const { key, did, reason } = row;
  if ((did !== "held" && did !== "failed") || reason === undefined || options.dryRun) return row;
  const before = tools.journal.find(key)?.trouble;
  if (before?.kind !== did || before.reason !== reason) tools.journal.add({ kind: did, key, reason });
  return row;
}
