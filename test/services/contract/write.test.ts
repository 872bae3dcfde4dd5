import { describe, expect, test } from "vitest";
import { FORGES } from "../../forges/all.ts";
import {
  BESIDE,
  BRANCH,
  CHANGE,
  CONFIG,
  FILES,
  OTHER,
  dieAt,
  expectProposed,
  interfere,
  live,
  proposalOf,
  requestAfter,
  requestIn,
  start,
  stateOf,
  write,
} from "../../forges/situation.ts";

describe.each(FORGES)("branches of %s", (_title, described) => {
  test("a branch is made with one commit, which says what it changes", async () => {
    const situation = await start(described);
    const { forge, fake, base } = situation;
    const request = await requestIn(situation);
    const tip = await write(forge, request);
    expectProposed(situation, tip, "fixed: 1\n");
    expect(fake.bare.between(base, tip)[0]?.message).toBe(request.message.trim());
    expect((await stateOf(situation)).branch).toEqual({ commit: tip, isOurs: true, change: CHANGE, standsOn: base });
  });

  test("the same again is done already", async () => {
    const situation = await start(described);
    const { forge } = situation;
    const request = await requestIn(situation);
    const tip = await write(forge, request);
    expect(await forge.write(request)).toBe(tip);
    expect(await forge.write({ ...request, expected: tip })).toBe(tip);
    expectProposed(situation, tip, "fixed: 1\n");
  });

  test("a branch that is at the base is used", async () => {
    const situation = await start(described);
    situation.fake.bare.moveBranch(BRANCH, situation.base);
    const tip = await write(situation.forge, await requestIn(situation));
    expect(situation.fake.bare.tip(BRANCH)).toBe(tip);
    expectProposed(situation, tip, "fixed: 1\n");
  });

  test.each([false, true])(
    "a branch of ours is replaced, and its proposal stays open (on a base that has moved: %s)",
    async (hasMoved) => {
      const situation = await start(described);
      const { forge, fake } = situation;
      const first = await requestIn(situation);
      const old = await write(forge, first);
      expect(await forge.open(proposalOf(first))).toMatchObject({ number: 1, state: "open" });
      const base = hasMoved ? fake.commit("main", { [CONFIG]: "new: 1\n" }) : situation.base;
      const now = { ...situation, base };
      const again = await requestAfter(old, now);
      const tip = await write(forge, again);
      expectProposed(now, tip, "fixed: 2\n");
      const { leftover, ...state } = await stateOf(now);
      expect(leftover).toBeUndefined();
      expect(state).toMatchObject({
        branch: { commit: tip, isOurs: true, change: OTHER, standsOn: base },
        pulls: [{ number: 1, state: "open", commit: tip }],
      });
      expect(await forge.write({ ...again, expected: tip })).toBe(tip);
    },
  );

  test("a file that is changed no more is as it is in the base", async () => {
    const situation = await start(described);
    const files = [CONFIG, "README.md"].map((path) => ({ path, text: "changed\n", isExecutable: false }));
    const old = await write(situation.forge, await requestIn(situation, { files }));
    const tip = await write(situation.forge, await requestAfter(old, situation));
    expect(situation.fake.bare.read(tip, "README.md")?.toString()).toBe(FILES["README.md"]);
    expectProposed(situation, tip, "fixed: 2\n");
  });

  test("bytes are kept as they are, and an executable file stays one", async () => {
    const situation = await start(described);
    const text = "#!/bin/sh\r\n# \u{1F600}\uFEFF no end of line";
    const files = [{ path: "run.sh", text, isExecutable: true }];
    const tip = await write(situation.forge, await requestIn(situation, { files }));
    expectProposed(situation, tip, text, "run.sh");
    expect(situation.fake.bare.files(tip).get("run.sh")).toMatch(/^100755 /);
  });

  test.each([
    ["of somebody else stands where there should be none", undefined],
    ["has moved", "1".repeat(40)],
  ])("a branch that %s is not touched", async (_, expected) => {
    const situation = await start(described);
    const { fake, forge, base } = situation;
    fake.bare.moveBranch(BRANCH, base);
    const theirs = fake.commit(BRANCH, { "theirs.txt": "mine" });
    expect(await forge.write(await requestIn(situation, { expected }))).toMatchObject({ kind: "moved" });
    expect([fake.bare.tip(BRANCH), fake.bare.branches()]).toEqual([theirs, [BRANCH, "main"]]);
  });

  test.runIf(described.commitsBeside)(
    "a branch of somebody else beside ours, of the name that is needed for a moment, is not touched",
    async () => {
      const situation = await start(described);
      const { forge, fake, base } = situation;
      const old = await write(forge, await requestIn(situation));
      fake.bare.moveBranch(BESIDE, base);
      const theirs = fake.commit(BESIDE, { "theirs.txt": "mine" });
      expect(await forge.write(await requestAfter(old, situation))).toMatchObject({ kind: "moved" });
      expect((await stateOf(situation)).leftover).toBeUndefined();
      expect([fake.bare.tip(BRANCH), fake.bare.tip(BESIDE)]).toEqual([old, theirs]);
    },
  );

  test.each([
    ["made", false, false],
    ["replaced", true, false],
    ["replaced on a base that has moved", true, true],
  ])("what is pushed to the branch at any moment while it is %s stays", async (_, isReplaced, hasMoved) => {
    for (let at = 0, isReached = true; isReached; at += described.stride) {
      const situation = await start(described);
      const { forge, fake } = situation;
      const old = isReplaced ? await write(forge, await requestIn(situation)) : undefined;
      const base = hasMoved ? fake.commit("main", { [CONFIG]: "new: 1\n" }) : situation.base;
      const request = await requestAfter(old, { ...situation, base });
      let theirs: string | undefined;
      const interference = interfere(fake, at, () => {
        // As git does: what is not on top of the branch is refused.
        if (fake.bare.tip(BRANCH) !== old) return;
        if (old === undefined) fake.bare.moveBranch(BRANCH, base);
        theirs = fake.commit(BRANCH, { "theirs.txt": "mine" });
      });
      const written = await forge.write(request);
      isReached = interference.isReached();
      live(fake);
      if (theirs === undefined) expect(written).toBe(fake.bare.tip(BRANCH));
      else expect([written, fake.bare.tip(BRANCH)]).toEqual([expect.objectContaining({ kind: "moved" }), theirs]);
    }
  });

  test("a repository that may only be read is a failure", async () => {
    const situation = await start(described);
    const request = await requestIn(situation);
    situation.fake.forbidWrites();
    expect(await situation.forge.write(request)).toMatchObject({ kind: "denied" });
  });

  test("a repository that has vanished is gone", async () => {
    const situation = await start(described);
    const request = await requestIn(situation);
    situation.fake.remove();
    expect(await situation.forge.write(request)).toMatchObject({ kind: "gone" });
  });

  test.each([
    ["reset", "new"],
    ["lost", "new"],
    ["reset", "on the base"],
    ["lost", "on the base"],
    ["reset", "on a base that has moved"],
    ["lost", "on a base that has moved"],
  ] as const)(
    "a run that dies before or after any request (%s) leaves what the next one ends: a branch that is %s",
    async (how, kind) => {
      for (let at = 0, hasEnded = false; !hasEnded; at += described.stride) {
        const situation = await start(described);
        const { forge, fake } = situation;
        const first = await requestIn(situation, { text: "old\n", change: OTHER });
        const old = kind === "new" ? undefined : await write(forge, first);
        if (old !== undefined) await forge.open(proposalOf(first));
        const base =
          kind === "on a base that has moved" ? fake.commit("main", { [CONFIG]: "new: 1\n" }) : situation.base;
        const now = { ...situation, base };
        const request = await requestIn(now);
        dieAt(fake, at, how);
        hasEnded = await forge.write({ ...request, expected: old }).then(
          (answer) => typeof answer === "string",
          () => false,
        );
        live(fake);
        // Who goes on asks how things are, as the first run did.
        const { branch, pulls, leftover } = await stateOf(now);
        expect(branch?.isOurs ?? true).toBe(true);
        expect(pulls.map(({ state }) => state)).toEqual(old === undefined ? [] : ["open"]);
        if (leftover !== undefined) await forge.sweep?.(request, leftover);
        const isThere = branch?.change === CHANGE;
        const tip = isThere ? branch.commit : await write(forge, { ...request, expected: branch?.commit });
        expectProposed(now, tip, "fixed: 1\n");
        if (old !== undefined) expect(fake.proposals).toEqual([{ state: "open", head: tip }]);
      }
    },
    60_000,
  );
});
