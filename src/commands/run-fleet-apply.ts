import manifest from "../../package.json" with { type: "json" };
import { type ApplyEnd, apply } from "../fleet/apply.ts";
import type { ApplyEvent, ApplyOptions, ApplyRow } from "../fleet/apply-run.ts";
import { campaignLine, countEach, countRows } from "../fleet/campaign-rows.ts";
import { applyJson } from "../fleet/json/campaign-json.ts";
import type { Work } from "../fleet/forge.ts";
import type { Journal } from "../fleet/journal.ts";
import { planAgain } from "../fleet/plan-again.ts";
import type { PlannedRepository } from "../fleet/plan.ts";
import { word } from "../fleet/proposal/word.ts";
import { type FleetRepository, repositoryKey } from "../fleet/repository.ts";
import { stopOnSignal } from "../io/stop-on-signal.ts";
import { visible } from "../reporters/text.ts";
import { UserError } from "../user-error.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { AT_ONCE, digestOf, lintFlagsOf, tellOn } from "./fleet-campaign.ts";
import { type OpenFleetFile, openFleetFile } from "./fleet-file.ts";
import type { FleetApplyFlags } from "./fleet-flags.ts";
import { openFleetLinter } from "./fleet-linter.ts";
import { mannerOf } from "./fleet-manner.ts";
import { shownName } from "./fleet-name.ts";
import { type FleetProgress, fleetProgressOn } from "./fleet-progress.ts";
import { TAKES_BACK, mustBeReachable, openWorkers, queueIn } from "./fleet-queue.ts";
import { openWords, readWords } from "./fleet-words.ts";
import type { Host } from "./host.ts";
import { goOnWith } from "./open-campaign.ts";
import { dayOf } from "./today.ts";

const USUAL_BRANCH = "circlesec/authenticate-pulls";
const USUAL_WAIT_MINUTES = 60;

/** `circlesec fleet apply`. */
export async function runFleetApply(flags: FleetApplyFlags, host: Host): Promise<ExitCode> {
  const file = openFleetFile(flags, host);
  const options = optionsOf(flags, file);
  const saying = readWords(flags, file, host);
  const words = openWords(saying);
  const lintFlags = lintFlagsOf(flags, file, host);
  const day = dayOf(new Date());
  const linter = await openFleetLinter(lintFlags, host.cwd(), day);
  const digest = digestOf(lintFlags, linter);
  const address = queueIn(flags, host);
  const giving = address && { address, manner: mannerOf(lintFlags, linter, { day, options: digest, saying }) };
  const progress = fleetProgressOn(host);
  const signal = stopOnSignal(() => {
    tellOn(host, progress.clear)(giving ? TAKES_BACK : `Ends what it has begun; ${AT_ONCE}`);
  });
  const end = await goOnWith(flags, file, host, {
    command: "apply",
    // Workers have tokens of their own; this one's only looks.
    writes: !options.dryRun && !giving,
    prepare: progress.clear,
    choose: (all, journal) => {
      if (giving) mustBeReachable(all);
      mustBeWanted(all, journal.selected !== undefined, flags);
      return all;
    },
    work: async ({ journal, repositories, forgeFor, tellBudget, requestsLeft, note }) => {
      await tellBudget((some) => workOn(some, journal, options));
      const report = openReport(flags, host, repositories, { progress, requestsLeft });
      const tools = {
        journal,
        secure: () => {
          journal.sync();
          return Promise.resolve();
        },
        forgeFor,
        planAgain: (some: readonly FleetRepository[]) => planAgain(some, linter, digest, forgeFor),
        word: (planned: PlannedRepository) => word(planned, words),
        now: () => Date.now(),
        sleep: signal.sleep,
        stop: signal.stop,
        tell: report.tell,
      };
      const others = giving && (await openWorkers(giving, journal, signal.stop, tellOn(host, progress.clear)));
      const ended = await apply(tools, options, others?.crew).finally(others?.close);
      if (!options.dryRun) note({ repositories: ended.rows.length, ...countEach(ended.rows) });
      report.end(ended);
      return ended;
    },
  }).finally(() => {
    linter.close();
    signal.forget();
  });
  // Once the journal is closed.
  signal.raise();
  return exitCodeOf(end);
}

/** What a run asks of a forge: about all of them, and of those that have no proposal yet, for a branch. */
function workOn(
  repositories: readonly FleetRepository[],
  journal: Journal,
  { looks, max, dryRun }: ApplyOptions,
): Work {
  const records = repositories.map((one) => journal.find(repositoryKey(one)));
  const fresh = records.filter((record) => record?.proposal === undefined && record?.planned?.change !== undefined);
  return {
    kind: "propose",
    looked: repositories.length,
    written: dryRun ? 0 : Math.min(fresh.length, max),
    labels: looks.labels.length > 0,
    reviewers: looks.reviewers.length > 0,
  };
}

function mustBeWanted(repositories: readonly FleetRepository[], isPlanned: boolean, flags: FleetApplyFlags): void {
  if (!isPlanned && repositories.length === 0) {
    throw new UserError("nothing is planned", {
      help: "Run `circlesec fleet plan` first, or name the folder with --state",
    });
  }
  if (flags.commit !== true && flags.dryRun !== true && repositories.some(({ place }) => place === "folder")) {
    throw new UserError("checkouts on this disk get a branch only with --commit", {
      help: "Give --commit; what is checked out, and what is not committed, stays as it is",
    });
  }
}

function optionsOf(flags: FleetApplyFlags, { keys: { proposal = {}, waves = {} } }: OpenFleetFile): ApplyOptions {
  return {
    branch: flags.branch ?? proposal.branch ?? USUAL_BRANCH,
    looks: {
      isDraft: flags.draft ?? proposal.draft ?? false,
      labels: flags.label ?? proposal.labels ?? [],
      reviewers: flags.reviewer ?? proposal.reviewers ?? [],
    },
    canary: numberOf("--canary", flags.canary) ?? waves.canary ?? 0,
    wave: numberOf("--wave", flags.wave) ?? waves.size ?? 0,
    max: numberOf("--max", flags.max) ?? waves.max ?? Number.POSITIVE_INFINITY,
    wait: (numberOf("--wait", flags.wait) ?? waves.wait ?? USUAL_WAIT_MINUTES) * 60,
    tolerate: numberOf("--tolerate", flags.tolerate) ?? waves.tolerate ?? 0,
    goesOn: flags.continue === true,
    reopen: flags.reopen === true,
    dryRun: flags.dryRun === true,
  };
}

function numberOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new UserError(`${flag} wants a whole number`, { help: `Write it as in ${flag} 10` });
}

/** A run that was stopped ends by its signal; where nothing ends by one, as in a container, it is at least no success. */
function exitCodeOf({ ended, rows }: ApplyEnd): ExitCode {
  if (ended === "stopped" || rows.some(({ did }) => did === "failed")) return EXIT.unusable;
  return ended === "wave" ? EXIT.findings : EXIT.clean;
}

/** What is written while proposals are made, and at the end. */
function openReport(
  { format, dryRun }: FleetApplyFlags,
  host: Host,
  repositories: readonly FleetRepository[],
  { progress, requestsLeft }: { readonly progress: FleetProgress; readonly requestsLeft: () => number | undefined },
) {
  let done = 0;
  const step = (): void => {
    progress.step({ done, found: repositories.length, isAllFound: true, requestsLeft: requestsLeft() });
  };
  step();
  const names = new Map(repositories.map((repository) => [repository.name, shownName(repository, host.cwd())]));
  const nameOf = ({ name }: ApplyRow): string => names.get(name) ?? name;
  return {
    tell: (event: ApplyEvent): void => {
      progress.clear();
      if (event.kind === "waiting") {
        host.stderr.write(`Wave ${event.wave}: checks of ${event.pending} to come, ${event.red} red\n`);
      } else if (format === "table") {
        const { did, url, reason } = event.row;
        host.stdout.write(campaignLine({ did, name: nameOf(event.row), about: reason ?? url }));
      }
      if (event.kind === "row") {
        done += 1;
        for (const one of event.row.notes ?? []) tellOn(host)(`circlesec: ${nameOf(event.row)}: ${one}`);
      }
      step();
    },
    end: (end: ApplyEnd): void => {
      progress.clear();
      if (format === "json") host.stdout.write(applyJson(end, manifest.version));
      else host.stdout.write(sumUp(end, dryRun === true));
    },
  };
}

function sumUp({ rows, ended, waves, left }: ApplyEnd, isDry: boolean): string {
  const counts = rows.length === 0 ? "Nothing to propose" : countRows(rows);
  const lines = [isDry ? `Would be done: ${counts}` : counts];
  for (const wave of waves) {
    lines.push(`Wave ${wave.wave} is ${wave.ended}${wave.red.length > 0 ? ":" : ""}`);
    lines.push(
      ...wave.red.map(({ repository, proposal }) => `  ${visible(repository.name)}  ${visible(proposal.url)}`),
    );
  }
  if (left > 0) lines.push(`${left === 1 ? "1 repository is" : `${left} repositories are`} left${WHY[ended]}`);
  return `${lines.join("\n")}\n`;
}

const WHY: Readonly<Record<ApplyEnd["ended"], string>> = {
  done: "",
  wave: ": run again once the checks are green, or with --continue",
  max: ": run again for the next ones",
  stopped: ": run again to go on",
};
