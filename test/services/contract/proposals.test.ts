import { describe, expect, test } from "vitest";
import type { PullRequest } from "../../../src/fleet/forge.ts";
import { writeMessage } from "../../../src/fleet/trailer.ts";
import { FORGES } from "../../forges/all.ts";
import { collect } from "../../forges/ask.ts";
import type { DescribedForge } from "../../forges/described.ts";
import type { Fault } from "../../forges/faulty-server.ts";
import {
  BESIDE,
  BRANCH,
  CHANGE,
  CONFIG,
  type Situation,
  dieAt,
  interfere,
  live,
  proposalOf,
  requestAfter,
  requestIn,
  start,
  stateOf,
  write,
} from "../../forges/situation.ts";

/** A repository with a branch of ours that is not proposed yet. */
async function startWithBranch(described: DescribedForge): Promise<Situation & { pull: PullRequest; tip: string }> {
  const situation = await start(described);
  const request = await requestIn(situation);
  return { ...situation, pull: proposalOf(request), tip: await write(situation.forge, request) };
}

describe.each(FORGES)("proposals of %s", (_title, described) => {
  const begin = () => startWithBranch(described);

  test("one is opened as it is wanted", async () => {
    const { forge, pull, fake, tip } = await begin();
    const looks = { state: "open", title: "Title", body: "Body *ü*", isDraft: true };
    const url = described.urlOf("acme/api", 1);
    const opened = await forge.open({ ...pull, body: "Body *ü*", isDraft: true });
    expect(opened).toMatchObject({ number: 1, url, notes: [], ...looks });
    expect(fake.proposals).toEqual([{ state: "open", head: tip }]);
  });

  test.each<[string, Fault]>([
    ["was lost", "lost"],
    ["never came", "reset"],
    ["was cut off", "cut"],
    ["was a fault", { status: 503, body: {} }],
  ])("one is opened once where the first answer %s, and is taken for it when it is opened again", async (_, fault) => {
    const { forge, pull, fake } = await begin();
    let isFirst = true;
    fake.setFault(({ method, url }) => {
      const isNow = isFirst && method === "POST" && !url.pathname.endsWith("/graphql");
      isFirst &&= !isNow;
      return isNow ? fault : undefined;
    });
    expect(await forge.open(pull)).toMatchObject({ number: 1, state: "open" });
    expect(await forge.open(pull)).toMatchObject({ number: 1, state: "open" });
    expect(fake.proposals.length).toBe(1);
  });

  test("title and body are edited", async () => {
    const { forge, pull } = await begin();
    await forge.open(pull);
    const looks = { title: "New", body: "Other" };
    expect(await forge.edit({ ...pull, ...looks }, 1, false)).toMatchObject({ number: 1, notes: [], ...looks });
  });

  test("what was closed is open again only if asked", async () => {
    const { forge, pull, fake } = await begin();
    await forge.open(pull);
    fake.settle(1, "closed");
    await forge.edit(pull, 1, false);
    expect(fake.proposals.map(({ state }) => state)).toEqual(["closed"]);
    const number = described.reopens ? 1 : 2;
    expect(await forge.edit(pull, 1, true)).toMatchObject({ number, state: "open" });
    expect(fake.proposals.map(({ state }) => state)).toEqual(described.reopens ? ["open"] : ["closed", "open"]);
  });

  test.runIf(!described.reopensReplaced)(
    "one whose branch was replaced while it was closed is followed by a new one if asked",
    async () => {
      const situation = await begin();
      const { forge, pull, fake, tip } = situation;
      await forge.open(pull);
      fake.settle(1, "closed");
      const written = await write(forge, await requestAfter(tip, situation));
      expect(await forge.edit(pull, 1, true)).toMatchObject({ number: 2, state: "open" });
      expect(fake.proposals).toMatchObject([{ state: "closed" }, { state: "open", head: written }]);
    },
  );

  test("what is closed loses its branch", async () => {
    const { forge, pull, fake, tip } = await begin();
    await forge.open(pull);
    expect(await forge.close(pull, 1, tip)).toBeUndefined();
    expect([fake.proposals[0]?.state, fake.bare.branches()]).toEqual(["closed", ["main"]]);
  });

  test("nothing is closed that somebody has pushed to before", async () => {
    const { forge, pull, fake, tip } = await begin();
    await forge.open(pull);
    const theirs = fake.commit(BRANCH, { theirs: "mine" });
    expect(await forge.close(pull, 1, tip)).toMatchObject({ kind: "moved" });
    expect([fake.proposals[0]?.state, fake.bare.branches()]).toEqual(["open", [BRANCH, "main"]]);
    expect(fake.bare.tip(BRANCH)).toBe(theirs);
  });

  test("what is pushed at any moment of a close stays, with what is proposed", async () => {
    for (let at = 0, isReached = true; isReached; at += described.stride) {
      const { forge, pull, fake, tip } = await begin();
      await forge.open(pull);
      let theirs: string | undefined;
      const interference = interfere(fake, at, () => {
        if (fake.bare.tip(BRANCH) === tip) theirs = fake.commit(BRANCH, { theirs: "mine" });
      });
      const closed = await forge.close(pull, 1, tip);
      isReached = interference.isReached();
      const [own] = fake.proposals;
      if (theirs === undefined) expect([closed, own?.state]).toEqual([undefined, "closed"]);
      else expect([closed, fake.bare.tip(BRANCH), own?.state]).toMatchObject([{ kind: "moved" }, theirs, "open"]);
    }
  });

  test.each(["reset", "lost"] as const)(
    "a close that dies before or after any request (%s) is ended by the next one",
    async (how) => {
      for (let at = 0, hasEnded = false; !hasEnded; at += described.stride) {
        const { forge, pull, fake, tip } = await begin();
        await forge.open(pull);
        dieAt(fake, at, how);
        hasEnded = await forge.close(pull, 1, tip).then(
          (failure) => failure === undefined,
          () => false,
        );
        live(fake);
        expect(await forge.close(pull, 1, tip)).toBeUndefined();
        expect([fake.proposals[0]?.state, fake.bare.branches()]).toEqual(["closed", ["main"]]);
      }
    },
  );

  test.runIf(described.commitsBeside)(
    "what a killed run left beside a branch is told and swept away, or goes with the branch",
    async () => {
      const situation = await begin();
      const { forge, pull, fake, tip } = situation;
      await forge.open(pull);
      expect((await stateOf(situation)).leftover).toBeUndefined();
      fake.bare.moveBranch(BESIDE, tip);
      expect((await stateOf(situation)).leftover).toBe(tip);
      expect(await forge.sweep?.(pull, tip)).toBeUndefined();
      expect(fake.bare.branches()).toEqual([BRANCH, "main"]);
      fake.bare.moveBranch(BESIDE, tip);
      expect(await forge.close(pull, 1, tip)).toBeUndefined();
      expect(fake.bare.branches()).toEqual(["main"]);
    },
  );

  test.runIf(described.commitsBeside)(
    "a branch of somebody else beside ours is neither told nor swept away",
    async () => {
      const situation = await begin();
      const { forge, pull, fake, tip } = situation;
      await forge.open(pull);
      fake.bare.moveBranch(BESIDE, tip);
      const theirs = fake.commit(BESIDE, { theirs: "mine" });
      expect((await stateOf(situation)).leftover).toBeUndefined();
      expect(await forge.sweep?.(pull, tip)).toMatchObject({ kind: "moved" });
      expect(await forge.close(pull, 1, tip)).toBeUndefined();
      expect(fake.bare.tip(BESIDE)).toBe(theirs);
    },
  );

  test("the state of a proposal says what is open, closed and merged, the newest first", async () => {
    const situation = await begin();
    const { forge, pull, fake, base, tip } = situation;
    await forge.open(pull);
    fake.settle(1, "merged");
    await forge.open({ ...pull, title: "Second" });
    fake.settle(2, "closed");
    await forge.open({ ...pull, title: "Third" });
    expect(await stateOf(situation)).toMatchObject({
      base: { branch: "main", commit: base },
      branch: { commit: tip, isOurs: true, change: CHANGE },
      pulls: [
        { number: 3, state: "open", title: "Third", commit: tip },
        { number: 2, state: "closed", title: "Second" },
        { number: 1, state: "merged", title: "Title" },
      ],
    });
  });

  test("a commit of somebody else makes a branch theirs", async () => {
    const situation = await begin();
    situation.fake.commit(BRANCH, { theirs: "mine" });
    expect(await stateOf(situation)).toMatchObject({
      branch: { isOurs: false, change: undefined, standsOn: undefined },
    });
  });

  test("a commit of somebody else with our words, and under our name, is theirs", async () => {
    const situation = await begin();
    const { bare } = situation.fake;
    const ours = bare.between(situation.base, situation.tip)[0]?.author;
    const author = { name: ours?.name ?? "", email: "somebody@example.com" };
    const message = writeMessage("S", "", CHANGE);
    const files = { [CONFIG]: "theirs" };
    bare.moveBranch(BRANCH, bare.commit({ parents: [situation.base], message, author, files }));
    expect(await stateOf(situation)).toMatchObject({ branch: { isOurs: false } });
  });

  test("a branch that is at its base is ours to use", async () => {
    const situation = await begin();
    situation.fake.bare.moveBranch(BRANCH, situation.base);
    expect(await stateOf(situation)).toMatchObject({
      branch: { commit: situation.base, isOurs: true, change: undefined },
    });
  });

  test("the proposal of a fork with the same branch is none of ours", async () => {
    const situation = await begin();
    situation.fake.proposeFromFork(BRANCH, situation.tip);
    expect(await stateOf(situation)).toMatchObject({ pulls: [] });
  });

  test("checks are told of each commit", async () => {
    const { forge, pull, fake, tip, base } = await begin();
    const { repository } = pull;
    const ask = async (...commits: string[]) =>
      (await collect(forge.checks(commits.map((commit) => ({ repository, commit }))))).map(({ answer }) => answer);
    expect(await ask(tip)).toEqual(["none"]);
    fake.check(tip, "pending");
    expect(await ask(tip)).toEqual(["pending"]);
    fake.check(tip, "failed");
    fake.check(base, "passed");
    expect((await ask(tip, base)).map(String).toSorted()).toEqual(["failed", "passed"]);
  });

  test("a repository that was deleted meanwhile is gone", async () => {
    const { forge, pull, fake } = await begin();
    fake.remove();
    expect(await forge.open(pull)).toMatchObject({ kind: "gone" });
  });

  test.runIf(described.findsRenamed)(
    "a repository that was renamed since comes with its name of now, and is written to, proposed to and closed",
    async () => {
      const situation = await begin();
      const { forge, pull, fake, tip } = situation;
      const request = await requestAfter(tip, situation);
      fake.rename("acme/other");
      const [known] = await collect(forge.proposals([pull.repository], BRANCH));
      const repository = known?.repository ?? pull.repository;
      expect(repository).toMatchObject({ name: "acme/other", id: pull.repository.id });
      const written = await write(forge, { ...request, repository });
      const url = described.urlOf("acme/other", 1);
      expect(url).toContain(`${repository.url}/`);
      expect(await forge.open({ ...pull, repository })).toMatchObject({ number: 1, url });
      expect(await forge.close({ ...pull, repository }, 1, written)).toBeUndefined();
      expect([fake.proposals.map(({ state }) => state), fake.bare.branches()]).toEqual([["closed"], ["main"]]);
    },
  );
});
