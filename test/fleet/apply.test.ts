import { beforeEach, describe, expect, it } from "vitest";
import { keyOf, repositoryNamed } from "./journal-lines.ts";
import { MemoryLog } from "./memory-log.ts";
import { BRANCH, Campaign, didOf } from "./model-campaign.ts";
import { MemoryStore, closePull, commitTo, mergePull, modelRepository } from "./model-forge.ts";

const CONFIG = ".circleci/config.yml";

/** A planned campaign over repositories that have something to fix. */
async function campaignOf(...names: readonly string[]): Promise<Campaign> {
  const store = new MemoryStore();
  for (const name of names) {
    store.save(
      `acme/${name}`,
      modelRepository(repositoryNamed(name), { [CONFIG]: `${name}: bad\n`, "README.md": "#" }),
    );
  }
  const campaign = new Campaign(store, new MemoryLog());
  await campaign.plan();
  return campaign;
}

function config(campaign: Campaign, name: string, branch = BRANCH): string | undefined {
  const model = campaign.model(name);
  return model.commits[model.branches[branch] ?? ""]?.files[CONFIG];
}

describe("apply", () => {
  let campaign: Campaign;
  beforeEach(async () => {
    campaign = await campaignOf("a");
  });

  it("proposes what is planned, in one commit on the base, and notes it", async () => {
    const end = await campaign.apply();
    expect(end).toMatchObject({ ended: "done", left: 0 });
    expect(didOf(end)).toEqual({ a: "opened" });
    const { pulls, branches, commits } = campaign.model("a");
    expect(pulls).toMatchObject([{ number: 1, state: "open", title: "Authenticate image pulls" }]);
    expect(commits[branches[BRANCH] ?? ""]?.files).toEqual({ [CONFIG]: "a: good\n", "README.md": "#" });
    expect(commits[branches[BRANCH] ?? ""]?.parent).toBe(branches["main"]);
    expect(campaign.journal.find(keyOf("a"))?.proposal).toMatchObject({ number: 1, state: "open", wave: 1 });
  });

  it("changes nothing the second time, and reads nothing but the state", async () => {
    await campaign.apply();
    const before = campaign.model("a");
    const lines = campaign.log.size;
    expect(didOf(await campaign.apply())).toEqual({ a: "unchanged" });
    expect(campaign.model("a")).toEqual(before);
    expect(campaign.log.size).toBe(lines);
  });

  it("says what it would do, and does nothing, in a dry run", async () => {
    const before = campaign.model("a");
    const lines = campaign.log.size;
    expect(didOf(await campaign.apply({ dryRun: true }))).toEqual({ a: "opened" });
    expect(campaign.model("a")).toEqual(before);
    expect(campaign.log.size).toBe(lines);
  });

  it("takes away a branch that a killed run left beside ours, also where nothing else is to be done", async () => {
    await campaign.apply();
    campaign.change("a", ({ branches }) => {
      branches[`${BRANCH}-next`] = branches["main"] ?? "";
    });
    await campaign.apply({ dryRun: true });
    expect(Object.keys(campaign.model("a").branches)).toContain(`${BRANCH}-next`);
    expect(didOf(await campaign.apply())).toEqual({ a: "unchanged" });
    expect(Object.keys(campaign.model("a").branches)).toEqual(["main", BRANCH]);
  });

  it("plans anew from a base that moved", async () => {
    campaign.change("a", (model) =>
      commitTo(model, "main", { author: "dev", message: "More", files: { [CONFIG]: "a: bad\nb: bad\n" } }),
    );
    expect(didOf(await campaign.apply())).toEqual({ a: "opened" });
    expect(config(campaign, "a")).toBe("a: good\nb: good\n");
    expect(campaign.journal.find(keyOf("a"))?.planned?.commit).toBe(campaign.model("a").branches["main"]);
  });

  it("writes the branch again from a base that moved where that makes another change", async () => {
    await campaign.apply();
    campaign.change("a", (model) =>
      commitTo(model, "main", { author: "dev", message: "More", files: { [CONFIG]: "a: bad\nb: bad\n" } }),
    );
    expect(didOf(await campaign.apply())).toEqual({ a: "updated" });
    const { pulls, branches, commits } = campaign.model("a");
    expect(pulls).toHaveLength(1);
    expect(pulls[0]?.body).toContain(String(campaign.journal.find(keyOf("a"))?.planned?.change));
    expect(commits[branches[BRANCH] ?? ""]?.parent).toBe(branches["main"]);
  });

  it("leaves the branch where the base moved elsewhere", async () => {
    await campaign.apply();
    const before = campaign.model("a").branches[BRANCH];
    campaign.change("a", (model) =>
      commitTo(model, "main", { author: "dev", message: "More", files: { [CONFIG]: "a: bad\n", "README.md": "##" } }),
    );
    expect(didOf(await campaign.apply())).toEqual({ a: "unchanged" });
    expect(campaign.model("a").branches[BRANCH]).toBe(before);
  });

  it("tries again where the base moves between reading and writing", async () => {
    let moves = 1;
    campaign.fault = (operation, _, moment) => {
      if (operation !== "write" || moment !== "before" || moves === 0) return undefined;
      moves -= 1;
      return { kind: "moved", message: "the base moved" };
    };
    expect(didOf(await campaign.apply())).toEqual({ a: "opened" });
    moves = 10;
    const other = await campaignOf("b");
    other.fault = campaign.fault;
    expect(didOf(await other.apply())).toEqual({ b: "failed: it changes faster than it can be read" });
  });

  it("does not touch a branch with commits of others", async () => {
    await campaign.apply();
    campaign.change("a", (model) => commitTo(model, BRANCH, { author: "dev", message: "Mine", files: {} }));
    campaign.options = "!";
    await campaign.plan();
    const before = campaign.model("a");
    expect(didOf(await campaign.apply())).toEqual({ a: "held: its branch has commits of others" });
    expect(campaign.model("a").branches).toEqual(before.branches);
    expect(campaign.model("a").pulls).toMatchObject([{ body: before.pulls[0]?.body, state: "open" }]);
    expect(campaign.journal.find(keyOf("a"))?.trouble?.kind).toBe("held");
  });

  it("leaves closed what a person closed, until it is told otherwise", async () => {
    await campaign.apply();
    campaign.change("a", (model) => closePull(model, 1));
    expect(didOf(await campaign.apply())).toEqual({ a: "held: its pull request was closed" });
    expect(campaign.model("a").pulls).toMatchObject([{ state: "closed" }]);
    expect(didOf(await campaign.apply({ reopen: true }))).toEqual({ a: "reopened" });
    expect(campaign.model("a").pulls).toMatchObject([{ number: 1, state: "open" }]);
  });

  it("is done with what was merged, and proposes anew what is found later", async () => {
    await campaign.apply();
    campaign.change("a", (model) => mergePull(model, 1));
    expect(didOf(await campaign.apply())).toEqual({ a: "unchanged" });
    expect(campaign.journal.find(keyOf("a"))?.proposal?.state).toBe("merged");
    campaign.change("a", (model) =>
      commitTo(model, "main", { author: "dev", message: "More", files: { [CONFIG]: "c: bad\n" } }),
    );
    expect(didOf(await campaign.apply())).toEqual({ a: "opened" });
    expect(campaign.model("a").pulls).toMatchObject([
      { number: 2, state: "open" },
      { number: 1, state: "merged" },
    ]);
  });

  it("closes what it proposed once nothing is left to propose, and proposes again when there is", async () => {
    await campaign.apply();
    const fixed = { author: "dev", message: "By hand", files: { [CONFIG]: "a: fine\n" } };
    campaign.change("a", (model) => commitTo(model, "main", fixed));
    expect(didOf(await campaign.apply())).toEqual({ a: "closed" });
    expect(campaign.model("a")).toMatchObject({ pulls: [{ state: "closed" }], faults: [] });
    expect(campaign.model("a").branches[BRANCH]).toBeUndefined();
    const again = { author: "dev", message: "Again", files: { [CONFIG]: "x: bad\n" } };
    campaign.change("a", (model) => commitTo(model, "main", again));
    expect(didOf(await campaign.apply())).toEqual({ a: "opened" });
    expect(campaign.model("a").pulls[0]).toMatchObject({ number: 2, state: "open" });
  });

  it("goes on with the other repositories where one fails, and tries that one again in the next run", async () => {
    const many = await campaignOf("a", "b", "c");
    many.fault = (operation, name) =>
      operation === "open" && name === "acme/b" ? { kind: "denied", message: "the token may not" } : undefined;
    expect(didOf(await many.apply())).toEqual({ a: "opened", b: "failed: the token may not", c: "opened" });
    many.fault = () => undefined;
    expect(didOf(await many.apply())).toEqual({ a: "unchanged", b: "opened", c: "unchanged" });
    expect(many.model("b").pulls).toHaveLength(1);
  });

  it("proposes nothing for what the last plan did not select", async () => {
    const many = await campaignOf("a", "b");
    many.journal.add({ kind: "selected", keys: [keyOf("b")] });
    expect(didOf(await many.apply())).toEqual({ b: "opened" });
  });

  it("says that the fixes have changed though the base has not", async () => {
    campaign.options = "!";
    expect(didOf(await campaign.apply())).toEqual({
      a: "failed: its fixes come to something else than what was planned: run `circlesec fleet plan`",
    });
  });

  it("plans anew what held for another day, and proposes that", async () => {
    campaign.day = "2030-01-01";
    await campaign.plan();
    campaign.day = "2030-01-02";
    campaign.options = "!";
    expect(didOf(await campaign.apply())).toEqual({ a: "opened" });
    expect(config(campaign, "a")).toBe("a: good!\n");
    expect(campaign.journal.readPlanned(keyOf("a"))?.day).toBe("2030-01-02");
  });

  it("finishes what is under way when it is stopped, and goes on later", async () => {
    const names = Array.from({ length: 40 }, (_, index) => `r${index}`);
    const many = await campaignOf(...names);
    let count = 0;
    many.fault = (operation, _, moment) => {
      if (operation === "open" && moment === "after") count += 1;
      if (count === 5) many.stop.abort();
      return undefined;
    };
    const end = await many.apply();
    expect(end.ended).toBe("stopped");
    expect(end.rows.length).toBeLessThan(20);
    expect(end.rows.every(({ did }) => did === "opened")).toBe(true);
    many.stop = new AbortController();
    many.fault = () => undefined;
    expect((await many.apply()).ended).toBe("done");
    expect(names.map((name) => many.model(name).pulls.length)).toEqual(names.map(() => 1));
  });

  it("opens no more than it may, and goes on in the next run", async () => {
    const many = await campaignOf("a", "b", "c");
    expect(await many.apply({ max: 2 })).toMatchObject({ ended: "max", left: 1 });
    expect(didOf(await many.apply({ max: 2 }))).toEqual({ a: "unchanged", b: "unchanged", c: "opened" });
  });
});

describe("waves", () => {
  const WAVES = { canary: 1, wave: 2, wait: 600 };
  const FIVE = ["a", "b", "c", "d", "e"];

  function setChecks(campaign: Campaign, name: string, checks: "none" | "pending" | "passed" | "failed"): void {
    campaign.change(name, (model) => {
      model.checks[model.branches[BRANCH] ?? ""] = checks;
    });
  }

  function waveOf(campaign: Campaign): Record<string, number | undefined> {
    return Object.fromEntries(FIVE.map((name) => [name, campaign.journal.find(keyOf(name))?.proposal?.wave]));
  }

  it("follow each other while checks are green", async () => {
    const campaign = await campaignOf(...FIVE);
    expect(await campaign.apply(WAVES)).toMatchObject({ ended: "done" });
    expect(waveOf(campaign)).toEqual({ a: 1, b: 2, c: 2, d: 3, e: 3 });
  });

  it("wait for checks that take their time", async () => {
    const campaign = await campaignOf(...FIVE);
    campaign.fault = (operation, name, moment) => {
      if (operation === "open" && moment === "after" && name === "acme/a") setChecks(campaign, "a", "pending");
      return undefined;
    };
    campaign.whileWaiting = () => setChecks(campaign, "a", "passed");
    const before = campaign.now;
    expect(await campaign.apply(WAVES)).toMatchObject({ ended: "done" });
    expect(campaign.now - before).toBe(15_000);
    expect(campaign.events).toContainEqual({ kind: "waiting", wave: 1, pending: 1, red: 0 });
  });

  it("end where checks turn red, and go on once they are green", async () => {
    const campaign = await campaignOf(...FIVE);
    campaign.fault = (operation, name, moment) => {
      if (operation === "open" && moment === "after" && name === "acme/a") setChecks(campaign, "a", "failed");
      return undefined;
    };
    const end = await campaign.apply(WAVES);
    expect(end).toMatchObject({ ended: "wave", left: 4, waves: [{ wave: 1, ended: "red" }] });
    expect(end.waves[0]?.red.map(({ proposal }) => proposal.url)).toEqual(["https://github.test/acme/a/pull/1"]);
    expect(await campaign.apply(WAVES)).toMatchObject({ ended: "wave", left: 4 });
    setChecks(campaign, "a", "passed");
    expect(await campaign.apply(WAVES)).toMatchObject({ ended: "done" });
    expect(waveOf(campaign)).toEqual({ a: 1, b: 2, c: 2, d: 3, e: 3 });
  });

  it("go on behind a red one where that is asked for, or so many may be red", async () => {
    for (const options of [{ goesOn: true }, { tolerate: 1 }]) {
      const campaign = await campaignOf(...FIVE);
      await campaign.apply({ ...WAVES, max: 1 });
      setChecks(campaign, "a", "failed");
      expect(await campaign.apply({ ...WAVES, ...options })).toMatchObject({ ended: "done" });
    }
  });

  it("end where checks are not done in time", async () => {
    const campaign = await campaignOf(...FIVE);
    await campaign.apply({ ...WAVES, max: 1 });
    setChecks(campaign, "a", "pending");
    const before = campaign.now;
    expect(await campaign.apply(WAVES)).toMatchObject({ ended: "wave", waves: [{ ended: "unsettled" }] });
    expect(campaign.now - before).toBe(600_000);
  });

  it("take a proposal for one without checks once they had time to start", async () => {
    const campaign = await campaignOf(...FIVE);
    await campaign.apply({ ...WAVES, max: 1 });
    setChecks(campaign, "a", "none");
    const before = campaign.now;
    const end = await campaign.apply(WAVES);
    expect(end).toMatchObject({ ended: "done", waves: [{ ended: "green" }, {}] });
    expect(end.waves[0]?.unchecked.map(({ key }) => key)).toEqual([keyOf("a")]);
    expect(campaign.now - before).toBeGreaterThanOrEqual(120_000);
  });

  it("are filled up where a run ended before they were", async () => {
    const campaign = await campaignOf(...FIVE);
    await campaign.apply({ ...WAVES, max: 2 });
    expect(waveOf(campaign)).toMatchObject({ a: 1, b: 2 });
    await campaign.apply({ ...WAVES, max: 1 });
    expect(waveOf(campaign)).toMatchObject({ b: 2, c: 2, d: undefined });
  });

  it("stop waiting when the run is stopped", async () => {
    const campaign = await campaignOf(...FIVE);
    await campaign.apply({ ...WAVES, max: 1 });
    setChecks(campaign, "a", "pending");
    campaign.whileWaiting = () => campaign.stop.abort();
    expect(await campaign.apply(WAVES)).toMatchObject({ ended: "stopped", waves: [{ ended: "stopped" }] });
  });
});
