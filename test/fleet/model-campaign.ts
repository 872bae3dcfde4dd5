import { createHash } from "node:crypto";
import type { ApplyEvent, ApplyOptions, ApplyTools, FreshPlan } from "../../src/fleet/apply-run.ts";
import { type ApplyEnd, apply } from "../../src/fleet/apply.ts";
import { type Answers, isFailure } from "../../src/fleet/forge.ts";
import type { Log } from "../../src/fleet/journal-log.ts";
import { Journal } from "../../src/fleet/journal.ts";
import type { PlannedRepository } from "../../src/fleet/plan.ts";
import { type FleetRepository, repositoryKey } from "../../src/fleet/repository.ts";
import { plannedRepository } from "./journal-lines.ts";
import { ModelForge, type Fault, type ModelRepository, type ModelStore } from "./model-forge.ts";

const CONFIG = ".circleci/config.yml";
export const BRANCH = "circlesec/registry-credentials";
const START = Date.UTC(2030, 0, 1);

export const OPTIONS: ApplyOptions = {
  branch: BRANCH,
  looks: { isDraft: false, labels: [], reviewers: [] },
  canary: 0,
  wave: 0,
  max: Number.POSITIVE_INFINITY,
  wait: 3600,
  tolerate: 0,
  goesOn: false,
  reopen: false,
  dryRun: false,
};

/** What there is to plan: `bad` in the config becomes `good`, and what the options say is part of it. */
async function* planAll(
  forge: ModelForge,
  repositories: readonly FleetRepository[],
  options: string,
  day?: string,
): Answers<FreshPlan> {
  const asked = repositories.map((repository) => ({
    repository,
    commit: repository.base?.commit ?? "",
    folders: [],
    paths: [CONFIG],
  }));
  for await (const { repository, answer } of forge.read(asked)) {
    if (isFailure(answer)) {
      yield { repository, answer };
      continue;
    }
    const file = answer.files.get(CONFIG);
    const before = file?.kind === "text" ? file.text : "";
    const text = before.replaceAll("bad", `good${options}`);
    const isChanged = text !== before;
    const digest = createHash("sha256").update(text).digest("hex");
    const planned: PlannedRepository = {
      ...plannedRepository("any"),
      repository,
      commit: repository.base?.commit,
      ...(day !== undefined && { day }),
      outcome: { kind: isChanged ? "proposed" : "clean" },
      change: isChanged ? { digest, paths: [CONFIG], setup: [] } : undefined,
    };
    const files = isChanged ? [{ path: CONFIG, text, isExecutable: false }] : [];
    yield { repository, answer: { planned, options: `o${options}`, files } };
  }
}

/** A campaign over model repositories: what a person or a killed process does between runs happens between calls. */
export class Campaign {
  readonly store: ModelStore;
  readonly log: Log;
  readonly events: ApplyEvent[] = [];
  /** What the options of the plan add to each fix. */
  options = "";
  /** The day that a plan holds for. */
  day: string | undefined;
  fault: Fault = () => undefined;
  now = START;
  stop = new AbortController();
  /** Called when checks are waited for. */
  whileWaiting: () => void = () => undefined;

  constructor(store: ModelStore, log: Log) {
    this.store = store;
    this.log = log;
  }

  get journal(): Journal {
    return new Journal(this.log, { writes: true });
  }

  async plan(): Promise<void> {
    const { journal } = this;
    const forge = new ModelForge(this.store);
    const keys: string[] = [];
    const all: FleetRepository[] = [];
    for await (const repository of forge.list({ kind: "owner", owner: "acme" })) all.push(repository);
    for await (const { repository, answer } of planAll(forge, all, this.options, this.day)) {
      if (isFailure(answer)) continue;
      const key = repositoryKey(repository);
      keys.push(key);
      journal.add({ kind: "planned", key, options: answer.options, planned: answer.planned });
    }
    journal.add({ kind: "selected", keys });
  }

  async apply(options: Partial<ApplyOptions> = {}): Promise<ApplyEnd> {
    const forge = new ModelForge(this.store, (...words) => this.fault(...words));
    const { journal } = this;
    const tools: ApplyTools = {
      journal,
      secure: async () => {
        journal.sync();
        await Promise.resolve();
      },
      forgeFor: () => forge,
      planAgain: (repositories) => planAll(forge, repositories, this.options, this.day),
      word: ({ change }) => ({
        title: "Authenticate image pulls",
        body: `Change ${change?.digest ?? "none"}\n`,
        subject: "Authenticate image pulls",
        explanation: "Because.",
      }),
      now: () => this.now,
      sleep: async (milliseconds) => {
        this.now += milliseconds;
        await Promise.resolve();
        this.whileWaiting();
      },
      stop: this.stop.signal,
      tell: (event) => this.events.push(event),
    };
    return apply(tools, { ...OPTIONS, ...options });
  }

  /** Changes a repository as somebody else does. */
  change(name: string, action: (model: ModelRepository) => void): void {
    const model = this.model(name);
    action(model);
    this.store.save(`acme/${name}`, model);
  }

  model(name: string): ModelRepository {
    const model = this.store.load(`acme/${name}`);
    if (!model) throw new Error(`there is no ${name}`);
    return model;
  }
}

/** What was done, by the name of the repository. */
export function didOf({ rows }: ApplyEnd): Record<string, string> {
  return Object.fromEntries(
    rows.map(({ name, did, reason }) => [name.replace("acme/", ""), reason === undefined ? did : `${did}: ${reason}`]),
  );
}
