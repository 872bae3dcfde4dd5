import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { UserError } from "../../src/user-error.ts";
import { readChange } from "../../src/fleet/trailer.ts";
import { budget } from "../fuzz/budget.ts";
import { type Act, CONFIG, type Happening, actOn, faultsOf, happenings } from "./happenings.ts";
import { repositoryNamed } from "./journal-lines.ts";
import { MemoryLog } from "./memory-log.ts";
import { BRANCH, Campaign } from "./model-campaign.ts";
import { LOGIN, MemoryStore, type ModelRepository, modelRepository } from "./model-forge.ts";

const NAME = "a";

/** A campaign, and what must hold for it whatever happens. */
class Life {
  readonly log = new MemoryLog();
  readonly campaign: Campaign;
  /** What did not hold. */
  readonly faults: string[] = [];
  /** Commits of others that are on our branch. */
  #foreign: readonly string[] = [];
  /** What a person has made of titles and bodies, by number. */
  readonly #written = new Map<number, Partial<Record<"title" | "body", string>>>();
  /** The last pull request, where a person closed it and nobody asked to open it again. */
  #closed: number | undefined;
  #opened = 0;
  #isLost = false;

  constructor() {
    const store = new MemoryStore();
    store.save(`acme/${NAME}`, modelRepository(repositoryNamed(NAME), { [CONFIG]: "a: bad\n", "README.md": "#" }));
    this.campaign = new Campaign(store, this.log);
  }

  get model(): ModelRepository {
    return this.campaign.model(NAME);
  }

  async live(happening: Happening): Promise<void> {
    const { kind } = happening;
    if (kind === "act") this.#act(happening.act);
    else if (kind === "options") this.campaign.options = happening.options;
    else if (kind === "plan") await this.campaign.plan();
    else if (kind === "apply") await this.#apply(happening);
    else this.#forget(kind === "lose the journal");
    this.#look();
  }

  /** The last line is not whole, unless the disk was waited for behind it; or none is there. */
  #forget(all: boolean): void {
    const last = this.log.bytes.toString().trimEnd().split("\n").at(-1) ?? "";
    if (all) this.log.cut(0);
    else if (!last.includes('"kind":"writing"')) this.log.cut(Math.max(0, this.log.size - 20));
    if (all) this.#written.clear();
    if (all) this.#isLost = true;
  }

  async #apply({ reopen, turns }: Happening & { kind: "apply" }): Promise<void> {
    const before = this.model.pulls.length;
    this.campaign.fault = faultsOf(turns, (act) => this.#act(act));
    try {
      await this.campaign.apply({ reopen });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
    this.campaign.fault = () => undefined;
    if (reopen) this.#closed = undefined;
    this.#opened += this.model.pulls.length - before;
    if (this.#opened > 1) this.faults.push(`${this.#opened} pull requests were opened since somebody did something`);
  }

  #act(act: Act): void {
    const before = this.model;
    actOn(this.campaign, NAME, act);
    const { branches, pulls } = this.model;
    const [last] = pulls;
    this.#opened = 0;
    this.#foreign = foreignOn(this.model, branches[BRANCH]);
    if (before.pulls[0]?.state === "open" && last?.state === "closed") this.#closed = last.number;
    // Without a journal nobody knows which text was ours.
    if (act.startsWith("write") && last?.state === "open" && !this.#isLost) {
      const what = act.endsWith("title") ? "title" : "body";
      this.#written.set(last.number, { ...this.#written.get(last.number), [what]: last[what] });
    }
  }

  #look(): void {
    const { model } = this;
    const [last] = model.pulls;
    this.faults.push(...model.faults);
    if (model.pulls.filter(({ state }) => state === "open").length > 1) this.faults.push("two are open");
    if (!isDeepStrictEqual(foreignOn(model, model.branches[BRANCH]), this.#foreign)) {
      this.faults.push("commits of others are not as they were");
    }
    if (this.#closed !== undefined && (last?.number !== this.#closed || last.state !== "closed")) {
      this.faults.push("what a person closed was proposed again");
    }
    for (const pull of model.pulls) {
      const { title = pull.title, body = pull.body } = this.#written.get(pull.number) ?? {};
      if (title !== pull.title || body !== pull.body) this.faults.push("what a person wrote is gone");
    }
  }

  /** Lets it come to rest; then another run must change nothing, and what is proposed must be what is planned. */
  async end(): Promise<void> {
    await this.live({ kind: "plan" });
    await this.live({ kind: "apply", reopen: false, turns: [] });
    const before = this.model;
    await this.campaign.apply();
    const { size } = this.log;
    const { rows } = await this.campaign.apply();
    // The first run may still write down what was found.
    if (!isDeepStrictEqual(this.model, before)) this.faults.push("another run changes something");
    if (this.log.size !== size) this.faults.push("another run writes something down");
    for (const { did } of rows) if (did !== "unchanged" && did !== "held") this.faults.push(`another run: ${did}`);
    if (rows.some(({ did }) => did === "held")) return;
    const fault = wrongIn(before, this.campaign.options, this.#isLost);
    if (fault !== undefined) this.faults.push(fault);
  }
}

/** Commits over the base that are none of ours, the newest first. */
function foreignOn({ commits, branches }: ModelRepository, tip: string | undefined): string[] {
  const found: string[] = [];
  const below = new Set<string>();
  for (let id = branches["main"]; id !== undefined; id = commits[id]?.parent) below.add(id);
  for (let id = tip; id !== undefined && !below.has(id); id = commits[id]?.parent) {
    const { author, message } = commits[id] ?? { author: "", message: "" };
    if (author !== LOGIN || readChange(message) === undefined) found.push(id);
  }
  return found;
}

/** What is wrong where a proposal is not the fix of the config that it stands on, which is that of the base. */
function wrongIn({ commits, branches, pulls }: ModelRepository, options: string, isLost: boolean): string | undefined {
  const base = commits[branches["main"] ?? ""]?.files[CONFIG] ?? "";
  const open = pulls.find(({ state }) => state === "open");
  // Without a journal nobody knows of a proposal where nothing is planned.
  if (!base.includes("bad")) return open && !isLost ? "what is not wanted is open" : undefined;
  const tip = commits[branches[BRANCH] ?? ""];
  if (!open || open.branch !== BRANCH || open.commit !== branches[BRANCH]) return "what is wanted is not open";
  if (tip?.files[CONFIG] !== base.replaceAll("bad", `good${options}`)) return "it is another change";
  return tip.files["README.md"] === commits[tip.parent ?? ""]?.files["README.md"] ? undefined : "it changes more";
}

test("whatever fails and whatever others do, nothing of theirs is touched, nothing is proposed twice, and it comes to rest", async () => {
  const property = fc.asyncProperty(happenings, async (all) => {
    const life = new Life();
    await life.live({ kind: "plan" });
    for (const happening of all) await life.live(happening);
    await life.end();
    expect(life.faults).toEqual([]);
  });
  await fc.assert(property, { ...budget("proposals", 1000), endOnFailure: false });
});
