import type { ApplyTools, Wording } from "../apply-run.ts";
import { linesOf } from "../journal-log.ts";
import { Journal } from "../journal.ts";
import type { RepositoryLine } from "../journal-line.ts";
import { readLine, writeLine } from "../journal-text.ts";
import type { Linter } from "../linter.ts";
import { LogInMemory } from "../log-in-memory.ts";
import { planAgain } from "../plan-again.ts";
import type { PlannedRepository } from "../plan.ts";
import { plansOf } from "../plans.ts";
import { repositoryKey } from "../repository.ts";
import { treat } from "../treat.ts";
import type { Came, Order, Proposing } from "./order.ts";
import type { OrderForge } from "./shared-forge.ts";

/** What an order is done with. */
export interface OrderTools {
  readonly forge: OrderForge;
  readonly linter: Linter;
  /** Digest of what a plan depends on besides the repository. */
  readonly options: string;
  readonly word: (planned: PlannedRepository) => Wording;
  readonly stop: ApplyTools["stop"];
  readonly sleep: ApplyTools["sleep"];
  readonly now: ApplyTools["now"];
  /** Keeps what was noted beside the order, for whoever takes it up after us; throws when somebody has. */
  readonly keep: (noted: readonly RepositoryLine[]) => Promise<void>;
  /** False where the order is tried once more if the forge fails. */
  readonly isLastTry: boolean;
}

/** The forge failed, also after its requests were tried again: the order is to be done later. */
export class ForgeBroken extends Error {
  override readonly name = "ForgeBroken";
}

/**
 * Does what one order says, just as a run without workers would: the journal that it is done by holds what is known of this one
 * repository. `stopped`: nothing was done that is not noted, and somebody else may go on.
 */
export async function doOrder(order: Order<unknown>, tools: OrderTools): Promise<Came | "stopped"> {
  const { known, noted, proposing } = order;
  const log = new LogInMemory([...known, ...noted].map(writeLine).join(""));
  const journal = new Journal(log, { writes: true });
  const start = log.size;
  const keep = (): Promise<void> => tools.keep([...noted, ...linesFrom(log, start)]);
  const came = proposing
    ? await propose(order, proposing, { journal, keep, tools })
    : await plan(order, { journal, tools });
  if (came === "stopped") return came;
  const broken = came.did === "failed" ? tools.forge.broken() : undefined;
  if (broken !== undefined && !tools.isLastTry) throw new ForgeBroken(broken);
  await keep();
  return came;
}

interface Desk {
  readonly journal: Journal;
  readonly tools: OrderTools;
}

async function plan({ repository }: Order<unknown>, { journal, tools }: Desk): Promise<Came | "stopped"> {
  const { forge, linter, options } = tools;
  for await (const { planned } of plansOf(forge.forge, [repository], linter)) {
    journal.add({ kind: "planned", key: repositoryKey(repository), options, planned });
    const findings = planned.files.reduce((sum, file) => sum + file.findings.length, 0);
    const { outcome } = planned;
    return { did: outcome.kind, findings, reason: "reason" in outcome ? outcome.reason : undefined };
  }
  return "stopped";
}

async function propose(
  { repository, known, noted }: Order<unknown>,
  { options, wave, opens }: Proposing,
  { journal, keep, tools }: Desk & { readonly keep: () => Promise<void> },
): Promise<Came | "stopped"> {
  const forgeFor = () => tools.forge.forge;
  const { linter, word, now, sleep, stop } = tools;
  const treatment = {
    tools: {
      journal,
      secure: keep,
      forgeFor,
      planAgain: (some: Parameters<typeof planAgain>[0]) => planAgain(some, linter, tools.options, forgeFor),
      word,
      now,
      sleep,
      stop,
      tell: () => undefined,
    },
    options,
    wave,
    opens,
  };
  const key = repositoryKey(repository);
  const { rows, later } = await treat([key], treatment);
  const [row] = rows;
  if (!row) return later.length > 0 ? { did: "later" } : "stopped";
  const { did, url, reason } = row;
  // What a worker was killed at is what this order did, whoever ends it.
  const isOurs = did === "unchanged" && url !== undefined && noted.some(({ kind }) => kind === "writing");
  const isNew = !known.some(({ kind }) => kind === "proposed");
  return isOurs ? { did: isNew ? "opened" : "updated", url, reason, wave } : { did, url, reason, wave: row.wave };
}

function linesFrom(log: LogInMemory, start: number): RepositoryLine[] {
  const lines: RepositoryLine[] = [];
  for (const { bytes, start: at } of linesOf(log)) {
    const line = at < start ? undefined : readLine(bytes);
    if (line && "key" in line) lines.push(line);
  }
  return lines;
}
