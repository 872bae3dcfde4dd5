import manifest from "../../package.json" with { type: "json" };
import type { Selection } from "../fleet/forge.ts";
import { ownPlanners } from "../fleet/own-planner.ts";
import type { PlannedRepository } from "../fleet/plan.ts";
import { planFleet } from "../fleet/plan-fleet.ts";
import { PlanJson } from "../fleet/json/plan-json.ts";
import { PlanTable } from "../fleet/plan-table.ts";
import type { FleetRepository } from "../fleet/repository.ts";
import { Selector, type Source } from "../fleet/select.ts";
import { Summary } from "../fleet/summary.ts";
import { stopOnSignal } from "../io/stop-on-signal.ts";
import { colorDiff } from "../reporters/diff.ts";
import { visible } from "../reporters/text.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { accessOf, digestOf, isFileAddress, lintFlagsOf, tellOn } from "./fleet-campaign.ts";
import { openFleetFile, stateFolderOf } from "./fleet-file.ts";
import type { FleetPlanFlags } from "./fleet-flags.ts";
import { openJournal } from "./fleet-journal.ts";
import { openFleetLinter } from "./fleet-linter.ts";
import { mannerOf } from "./fleet-manner.ts";
import { shownName } from "./fleet-name.ts";
import { type FleetProgress, fleetProgressOn } from "./fleet-progress.ts";
import { TAKES_BACK, mustBeReachable, openWorkers, queueIn } from "./fleet-queue.ts";
import { type WantedSource, filtersOf, wantedSources } from "./fleet-sources.ts";
import type { Host } from "./host.ts";
import { Forges } from "./open-forge.ts";
import { Outlet } from "./outlet.ts";
import { wantsColor } from "./output.ts";
import { dayOf } from "./today.ts";

const WIDTH = 100;
const AS_USUAL = { title: undefined, body: undefined };

/** `circlesec fleet plan`. */
export async function runFleetPlan(paths: readonly string[], flags: FleetPlanFlags, host: Host): Promise<ExitCode> {
  const now = new Date();
  const file = openFleetFile(flags, host);
  const sources = wantedSources(paths, flags, file, host);
  const lintFlags = lintFlagsOf(flags, file, host);
  const day = dayOf(now);
  const linter = await openFleetLinter(lintFlags, host.cwd(), day);
  const options = digestOf(lintFlags, linter);
  const address = queueIn(flags, host);
  const giving = address && { address, manner: mannerOf(lintFlags, linter, { day, options, saying: AS_USUAL }) };
  const named = sources.flatMap(({ place, selection }) => namesIn(selection).map((name) => ({ place, name })));
  if (giving) mustBeReachable(named);
  const allowsFiles = named.some(({ name }) => isFileAddress(name));
  const progress = fleetProgressOn(host);
  const tell = tellOn(host, progress.clear);
  // Without workers a plan can be killed anywhere; they have begun something.
  const signal =
    giving &&
    stopOnSignal(() => {
      tell(TAKES_BACK);
    });
  const forges = new Forges({ ...accessOf(file, host), allowsFiles, writes: false }, tell);
  const state = await openJournal(stateFolderOf(flags, file, host), host, now);
  try {
    const { journal } = state;
    journal.add({ kind: "started", command: "plan", at: now.toISOString(), version: manifest.version });
    const report = openReport(flags, host, forges, progress);
    const selector = new Selector(filtersOf(flags, file));
    const summary = new Summary();
    const others = giving && signal && (await openWorkers(giving, journal, signal.stop, tell));
    const plannerOf = ownPlanners(linter);
    const selected = selector.select(openSources(sources, forges));
    const planning = planFleet(report.watch(selected, signal?.stop), {
      options,
      today: linter.today,
      journal,
      plannerFor: async ({ place, host: at }: FleetRepository) =>
        others?.planner ?? plannerOf(await forges.at(place, at)),
      take: (planned, isKept) => {
        summary.add(planned, isKept);
        return report.add(planned);
      },
    });
    const keep = async (): Promise<void> => {
      await report.end(summary, selector);
      if (summary.total > 0) host.stderr.write(`What is planned is kept (${summary.total}): run again to go on\n`);
    };
    try {
      await planning;
    } catch (error) {
      await keep();
      throw error;
    } finally {
      await others?.close();
    }
    if (signal?.stop.aborted) {
      await keep();
      return EXIT.unusable;
    }
    journal.add({ kind: "selected", keys: [...selector.keys] });
    journal.add({ kind: "ran", command: "plan", at: now.toISOString(), counts: summary.counts });
    await report.end(summary, selector);
    return exitCodeOf(summary, selector, flags);
  } finally {
    linter.close();
    state.close();
    await forges.end();
    signal?.forget();
    signal?.raise();
  }
}

/** What a selection names one by one; for all others one name that is none. */
function namesIn(selection: Selection): readonly string[] {
  return selection.kind === "names" ? selection.names : [""];
}

/** How a plan ends: what could not be planned counts for more than what could. */
function exitCodeOf(summary: Summary, { missing }: Selector, { check }: FleetPlanFlags): ExitCode {
  if (summary.crashes > 0) return EXIT.bug;
  if (summary.count("failed") + summary.unread + missing.length > 0) return EXIT.unusable;
  return check && summary.count("proposed") + summary.failing > 0 ? EXIT.findings : EXIT.clean;
}

/** What each forge is asked for is told before the first repository is looked at. */
async function* openSources(wanted: readonly WantedSource[], forges: Forges): AsyncGenerator<Source> {
  const selections = new Map<string, [first: WantedSource, ...others: WantedSource[]]>();
  for (const source of wanted) {
    const key = `${source.place}:${source.host}`;
    const own = selections.get(key);
    if (own) own.push(source);
    else selections.set(key, [source]);
  }
  for (const sources of selections.values()) {
    const [{ place, host }] = sources;
    await forges.tellBudget(place, host, { kind: "plan", selections: sources.map(({ selection }) => selection) });
  }
  for (const { place, host, selection } of wanted) yield { forge: await forges.at(place, host), selection };
}

/** What is written while a plan is made, and at its end. */
function openReport(flags: FleetPlanFlags, host: Host, forges: Forges, progress: FleetProgress) {
  const { format, diff } = flags;
  const outlet = new Outlet(host.stdout, {
    waits: false,
    prepare: host.stdout.isTTY ? progress.clear : () => undefined,
  });
  const color = wantsColor(flags.color === undefined ? {} : { color: flags.color }, host.stdout, host.env);
  const nameOf = (planned: PlannedRepository): string => shownName(planned.repository, host.cwd());
  const table = new PlanTable({ color, width: Math.min(host.stdout.isTTY ? host.stdout.columns : WIDTH, 120), nameOf });
  const json = new PlanJson(manifest.version);
  let standing = { done: 0, found: 0, isAllFound: false };
  const step = (change: Partial<typeof standing>): void => {
    standing = { ...standing, ...change };
    progress.step({ ...standing, requestsLeft: forges.requestsLeft });
  };
  return {
    async *watch(found: AsyncIterable<FleetRepository>, stop?: AbortSignal): AsyncGenerator<FleetRepository> {
      for await (const repository of found) {
        if (stop?.aborted) return;
        step({ found: standing.found + 1 });
        yield repository;
      }
      step({ isAllFound: true });
    },
    add: async (planned: PlannedRepository): Promise<void> => {
      step({ done: standing.done + 1 });
      if (format === "json") return outlet.add(json.add(planned));
      table.add(planned);
      for (const one of diff ? planned.files : []) {
        if (one.diff !== "") await outlet.add(headed(nameOf(planned), one.diff, color));
      }
    },
    end: async (summary: Summary, selector: Selector): Promise<void> => {
      progress.clear();
      await outlet.add((format === "json" ? json : table).end(summary, selector));
      await outlet.flush();
    },
  };
}

/** A diff below the name of its repository, with nothing in it that could steer a terminal. */
function headed(name: string, diff: string, color: boolean): string {
  const safe = diff.split("\n").map(visible).join("\n");
  return `${visible(name)}\n${color ? colorDiff(safe) : safe}\n`;
}
