import { expect, test } from "vitest";
import type { Forge } from "../../../src/fleet/forge.ts";
import { BRANCH, CHANGE, proposalOf, requestIn, stateOf, write } from "../../forges/situation.ts";
import { type FakeGithub, startGithub } from "../../forges/github/fake-github.ts";
import type { FakeRepository } from "../../forges/github/state.ts";

const FILES = { ".circleci/config.yml": "version: 2.1\n", "README.md": "read\n" };

interface Situation {
  readonly github: FakeGithub;
  readonly fake: FakeRepository;
  readonly forge: Forge;
  readonly base: string;
}

async function start(): Promise<Situation> {
  const github = await startGithub();
  const fake = github.state.add("acme/api", { files: FILES });
  return { github, fake, forge: github.open(), base: fake.bare.tip("main") ?? "" };
}

/** What there must be: one commit over the base that changes these files, and no other branch. */
function expectProposed(
  { fake, base }: Situation,
  tip: string,
  text: string,
  files: readonly { readonly path: string }[] = [{ path: ".circleci/config.yml" }],
): void {
  expect(fake.bare.branches()).toEqual([BRANCH, "main"]);
  expect(fake.bare.tip(BRANCH)).toBe(tip);
  const commits = fake.bare.between(base, tip);
  expect(commits.map(({ parents }) => parents)).toEqual([[base]]);
  expect(fake.bare.read(tip, ".circleci/config.yml")?.toString()).toBe(text);
  const [before, after] = [fake.bare.files(base), fake.bare.files(tip)];
  expect([...after].filter(([path, blob]) => before.get(path) !== blob).map(([path]) => path)).toEqual(
    files.map(({ path }) => path),
  );
}

test.each([["is archived", (fake: FakeRepository) => (fake.isArchived = true), "archived"]])(
  "a repository that %s is a failure",
  async (_, change, kind) => {
    const situation = await start();
    const request = await requestIn(situation);
    change(situation.fake);
    expect(await situation.forge.write(request)).toMatchObject({ kind });
  },
);

const SCRIPT = { path: "run.sh", text: "#!/bin/sh\n\u00FC\n", isExecutable: true };

/** A change of a config and of a script that may be run. */
async function requestWithScript(situation: Situation, given: Parameters<typeof requestIn>[1] = {}) {
  const request = await requestIn(situation, given);
  return { ...request, files: [...request.files, SCRIPT] };
}

test("an executable file stays one, in one commit that is ours", async () => {
  const situation = await start();
  const { fake, forge, base } = situation;
  const tip = await write(forge, await requestWithScript(situation));
  const files = fake.bare.files(tip);
  expect([...files].map(([path, blob]) => `${path} ${blob.slice(0, 6)}`)).toEqual([
    ".circleci/config.yml 100644",
    "README.md 100644",
    "run.sh 100755",
  ]);
  expect(fake.bare.read(tip, "run.sh")?.toString()).toBe(SCRIPT.text);
  expect(fake.bare.between(base, tip).map(({ parents }) => parents)).toEqual([[base]]);
  expect((await stateOf(situation)).branch).toEqual({ commit: tip, isOurs: true, change: CHANGE, standsOn: base });
  expect(await forge.write(await requestWithScript(situation))).toBe(tip);
});

test("a branch of ours is replaced by one with an executable file, and its pull request stays open", async () => {
  const situation = await start();
  const { forge, fake } = situation;
  const first = await requestIn(situation);
  const old = await write(forge, first);
  await forge.open(proposalOf(first));
  const tip = await write(forge, await requestWithScript(situation, { change: "b".repeat(64), expected: old }));
  expect(fake.bare.branches()).toEqual([BRANCH, "main"]);
  expect((await stateOf(situation)).pulls).toMatchObject([{ number: 1, state: "open", commit: tip }]);
});

test.each([
  ["there is none yet", false],
  ["it is replaced", true],
])("a branch with an executable file keeps what is pushed while %s", async (_, isReplaced) => {
  const situation = await start();
  const { forge, fake, github } = situation;
  const old = isReplaced ? await write(forge, await requestIn(situation)) : undefined;
  let theirs = "";
  github.fault = ({ url }) => {
    if (!url.pathname.endsWith("/git/commits")) return undefined;
    if (!isReplaced) fake.bare.moveBranch(BRANCH, situation.base);
    theirs ||= github.state.commit(fake, BRANCH, { "theirs.txt": "mine" });
    return undefined;
  };
  const request = await requestWithScript(situation, { change: "b".repeat(64), expected: old });
  expect(await forge.write(request)).toMatchObject({ kind: "moved" });
  expect(fake.bare.tip(BRANCH)).toBe(theirs);
});

test("a commit with an executable file that GitHub does not take is a failure", async () => {
  const situation = await start();
  situation.github.fault = ({ method, url }) =>
    method === "POST" && url.pathname.endsWith("/git/trees")
      ? { status: 422, body: { message: "tree.path contains a malformed path component" } }
      : undefined;
  expect(await situation.forge.write(await requestWithScript(situation))).toEqual({
    kind: "broken",
    message: "GitHub does not take one of its trees (answer 422, tree.path contains a malformed path component)",
  });
  expect(situation.fake.bare.branches()).toEqual(["main"]);
});

/** Ends the work at a request, as if the process were killed there: nothing more is answered. */
function dieAt(github: FakeGithub, index: number, how: "reset" | "lost"): void {
  const first = github.server.calls.length;
  github.fault = (call) => {
    if (call.index < first + index) return undefined;
    return call.index === first + index ? how : "reset";
  };
}

async function settled(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    (answer) => typeof answer === "string",
    () => false,
  );
}

test.each(["reset", "lost"] as const)(
  "a run that dies before or after any request (%s) of a change with an executable file leaves what the next one ends",
  async (how) => {
    for (const isReplaced of [false, true]) {
      const situation = await start();
      const { forge, github, fake } = situation;
      const first = await requestIn(situation, { text: "old\n", change: "b".repeat(64) });
      const request = await requestWithScript(situation);
      for (let index = 0, ended = false; !ended && index < 20; index += 1) {
        for (const branch of fake.bare.branches()) if (branch !== "main") fake.bare.moveBranch(branch, undefined);
        github.state.settle(fake);
        github.fault = () => undefined;
        const old = isReplaced ? await write(forge, first) : undefined;
        if (isReplaced) await forge.open(proposalOf(first));
        dieAt(github, index, how);
        ended = await settled(forge.write({ ...request, expected: old }));
        github.fault = () => undefined;
        // Who goes on asks how things are, as the first run did.
        const { branch } = await stateOf(situation);
        expect(branch?.isOurs ?? true).toBe(true);
        const tip = await write(forge, { ...request, expected: branch?.commit });
        expectProposed(situation, tip, "fixed: 1\n", request.files);
        if (isReplaced) expect(fake.pulls.at(-1)).toMatchObject({ state: "OPEN", head: tip });
      }
    }
  },
);
