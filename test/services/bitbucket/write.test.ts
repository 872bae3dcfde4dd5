import { expect, test } from "vitest";
import {
  type BranchRequest,
  type Forge,
  type ProposalState,
  type PullRequest,
  isFailure,
} from "../../../src/fleet/forge.ts";
import { writeMessage } from "../../../src/fleet/trailer.ts";
import { type FakeBitbucket, startBitbucket } from "../../forges/bitbucket/fake-bitbucket.ts";
import { type FakeRepository, US } from "../../forges/bitbucket/state.ts";
import { collect, find } from "../github/forge.ts";

const BRANCH = "circlesec/credentials";
const [CHANGE, OTHER] = ["a".repeat(64), "b".repeat(64)];
const CONFIG = ".circleci/config.yml";
const FILES = { [CONFIG]: "version: 2.1\n", "run.sh": { executable: "#!/bin/sh\n" }, "README.md": "read\n" };

interface Situation {
  readonly bitbucket: FakeBitbucket;
  readonly fake: FakeRepository;
  readonly forge: Forge;
  readonly base: string;
}

async function start(): Promise<Situation> {
  const bitbucket = await startBitbucket();
  const fake = bitbucket.state.add("acme/api", { files: FILES });
  return { bitbucket, fake, forge: bitbucket.open(), base: fake.bare.tip("main") ?? "" };
}

type Given = Partial<BranchRequest> & { readonly text?: string; readonly change?: string };

async function requestIn({ forge, base }: Situation, given: Given = {}): Promise<BranchRequest> {
  const { text = "fixed: 1\n", change = CHANGE, ...rest } = given;
  return {
    repository: await find(forge, "acme/api"),
    branch: BRANCH,
    base,
    expected: undefined,
    message: writeMessage("Authenticate pulls", "What it is about: ü.\n\n- one\n- two", change),
    files: [{ path: CONFIG, text, isExecutable: false }],
    ...rest,
  };
}

async function stateOf({ forge }: Situation): Promise<ProposalState> {
  const [first] = await collect(forge.proposals([await find(forge, "acme/api")], BRANCH));
  if (!first || isFailure(first.answer)) throw new Error(JSON.stringify(first));
  return first.answer;
}

function proposalOf({ repository, branch }: BranchRequest): PullRequest {
  return { repository, branch, into: "main", title: "T", body: "B", isDraft: false, labels: [], reviewers: [] };
}

/** Writes, and says the new tip. */
async function write(forge: Forge, request: BranchRequest): Promise<string> {
  const tip = await forge.write(request);
  if (isFailure(tip)) throw new Error(tip.message);
  return tip;
}

/** What there must be: one commit over the base that changes one file, and no other branch. */
function expectProposed({ fake, base }: Situation, tip: string, text: string): void {
  expect(fake.bare.branches()).toEqual([BRANCH, "main"]);
  expect(fake.bare.tip(BRANCH)).toBe(tip);
  expect(fake.bare.between(base, tip).map(({ parents }) => parents)).toEqual([[base]]);
  expect(fake.bare.read(tip, CONFIG)?.toString()).toBe(text);
  const [before, after] = [fake.bare.files(base), fake.bare.files(tip)];
  expect([...after].filter(([path, blob]) => before.get(path) !== blob).map(([path]) => path)).toEqual([CONFIG]);
}

/** What was asked to change something. */
function changesIn({ bitbucket }: Situation, from: number): string[] {
  return bitbucket.server.calls
    .slice(from)
    .filter(({ method }) => method !== "GET")
    .map(({ method, url }) => `${method} ${url.pathname.replace(/.*\//, "")}`);
}

test("a branch is made with one commit, which says what it changes", async () => {
  const situation = await start();
  const request = await requestIn(situation);
  const from = situation.bitbucket.server.calls.length;
  const tip = await write(situation.forge, request);
  expect(changesIn(situation, from)).toEqual(["POST src"]);
  expectProposed(situation, tip, "fixed: 1\n");
  expect(situation.fake.bare.between(situation.base, tip)[0]?.message).toBe(request.message.trim());
  expect((await stateOf(situation)).branch).toEqual({
    commit: tip,
    isOurs: true,
    change: CHANGE,
    standsOn: situation.base,
  });
});

test("the same again is done already", async () => {
  const situation = await start();
  const request = await requestIn(situation);
  const tip = await write(situation.forge, request);
  const from = situation.bitbucket.server.calls.length;
  expect(await situation.forge.write(request)).toBe(tip);
  expect(await situation.forge.write({ ...request, expected: tip })).toBe(tip);
  expect(changesIn(situation, from)).toEqual([]);
});

test.each([false, true])(
  "a branch of ours is replaced in one step and its pull request stays open (on a base that has moved: %s)",
  async (hasMoved) => {
    const situation = await start();
    const { forge, bitbucket, fake } = situation;
    const first = await requestIn(situation);
    const old = await write(forge, first);
    await forge.open(proposalOf(first));
    const base = hasMoved ? bitbucket.state.commit(fake, "main", { [CONFIG]: "new: 1\n" }) : situation.base;
    const now = { ...situation, base };
    const from = bitbucket.server.calls.length;
    const again = await requestIn(now, { text: "fixed: 2\n", change: OTHER, expected: old });
    const tip = await write(forge, again);
    expect(changesIn(now, from)).toEqual(["POST src", "POST git-receive-pack", "POST git-receive-pack"]);
    expectProposed(now, tip, "fixed: 2\n");
    expect(await stateOf(now)).toMatchObject({
      branch: { commit: tip, isOurs: true, change: OTHER, standsOn: base },
      pulls: [{ number: 1, state: "open", commit: tip }],
      leftover: undefined,
    });
    expect(await forge.write({ ...again, expected: tip })).toBe(tip);
  },
);

test("where nobody may push by HTTPS, a branch stays as it is, and that is told", async () => {
  const situation = await start();
  const { forge, bitbucket, fake } = situation;
  const old = await write(forge, await requestIn(situation));
  bitbucket.state.ways.takesPushes = false;
  const again = await requestIn(situation, { text: "fixed: 2\n", change: OTHER, expected: old });
  expect(await forge.write(again)).toMatchObject({ kind: "denied" });
  expect(fake.bare.tip(BRANCH)).toBe(old);
  // What could not be taken away is found by the next run that may.
  bitbucket.state.ways.takesPushes = true;
  const { leftover } = await stateOf(situation);
  expect(leftover).toBe(fake.bare.tip(`${BRANCH}-next`));
  expect(await forge.sweep?.(again, leftover ?? "")).toBeUndefined();
  expect(fake.bare.branches()).toEqual([BRANCH, "main"]);
});

test("a branch of somebody else beside ours, of the name that is needed for a moment, is not touched", async () => {
  const situation = await start();
  const { forge, fake, bitbucket } = situation;
  const old = await write(forge, await requestIn(situation));
  fake.bare.moveBranch(`${BRANCH}-next`, situation.base);
  const theirs = bitbucket.state.commit(fake, `${BRANCH}-next`, { "theirs.txt": "mine" });
  const again = await requestIn(situation, { text: "fixed: 2\n", change: OTHER, expected: old });
  expect(await forge.write(again)).toMatchObject({ kind: "moved" });
  expect((await stateOf(situation)).leftover).toBeUndefined();
  expect([fake.bare.tip(BRANCH), fake.bare.tip(`${BRANCH}-next`)]).toEqual([old, theirs]);
});

test("a file that is changed no more is as it is in the base", async () => {
  const situation = await start();
  const { forge } = situation;
  const files = [
    { path: CONFIG, text: "fixed: 1\n", isExecutable: false },
    { path: "README.md", text: "changed\n", isExecutable: false },
  ];
  const old = await write(forge, await requestIn(situation, { files }));
  const tip = await write(forge, await requestIn(situation, { text: "fixed: 2\n", change: OTHER, expected: old }));
  expect(situation.fake.bare.read(tip, "README.md")?.toString()).toBe(FILES["README.md"]);
  expectProposed(situation, tip, "fixed: 2\n");
});

test.each([
  ["of somebody else stands where there should be none", undefined],
  ["has moved", "1".repeat(40)],
])("a branch that %s is not touched", async (_, expected) => {
  const situation = await start();
  const { fake, bitbucket } = situation;
  fake.bare.moveBranch(BRANCH, situation.base);
  const tip = bitbucket.state.commit(fake, BRANCH, { "theirs.txt": "mine" });
  expect(await situation.forge.write(await requestIn(situation, { expected }))).toMatchObject({ kind: "moved" });
  expect([fake.bare.tip(BRANCH), fake.bare.branches()]).toEqual([tip, [BRANCH, "main"]]);
});

test.each([false, true])(
  "what is pushed to the branch at any moment while it is replaced stays (on a base that has moved: %s)",
  async (hasMoved) => {
    for (let at = 0, isThrough = false; !isThrough; at += 1) {
      const situation = await start();
      const { forge, fake, bitbucket } = situation;
      const old = await write(forge, await requestIn(situation));
      const base = hasMoved ? bitbucket.state.commit(fake, "main", { [CONFIG]: "new: 1\n" }) : situation.base;
      const request = await requestIn({ ...situation, base }, { text: "fixed: 2\n", change: OTHER, expected: old });
      const from = bitbucket.server.calls.length;
      let theirs: string | undefined;
      bitbucket.fault = ({ index }) => {
        // As git does: what is not on top of the branch is refused.
        if (index === from + at && fake.bare.tip(BRANCH) === old)
          theirs = bitbucket.state.commit(fake, BRANCH, { "theirs.txt": "mine" });
        return undefined;
      };
      const written = await forge.write(request);
      isThrough = bitbucket.server.calls.length <= from + at;
      bitbucket.fault = () => undefined;
      if (theirs === undefined) expect(written).toBe(fake.bare.tip(BRANCH));
      else expect([written, fake.bare.tip(BRANCH)]).toEqual([expect.objectContaining({ kind: "moved" }), theirs]);
    }
  },
);

test.each([
  ["may only be read", (_: FakeBitbucket, fake: FakeRepository) => void (fake.isWritable = false), "denied"],
  ["is gone", ({ state }: FakeBitbucket, fake: FakeRepository) => state.remove(fake), "gone"],
  ["the token lost", ({ state }: FakeBitbucket) => void (state.scopes = ["account", "repository"]), "denied"],
])("a repository that %s is a failure", async (_, change, kind) => {
  const situation = await start();
  const request = await requestIn(situation);
  change(situation.bitbucket, situation.fake);
  expect(await situation.forge.write(request)).toMatchObject({ kind });
});

test("a renamed repository is written to", async () => {
  const situation = await start();
  const request = await requestIn(situation);
  situation.bitbucket.state.rename(situation.fake, "other");
  const tip = await write(situation.forge, request);
  expect(situation.fake.bare.tip(BRANCH)).toBe(tip);
  expectProposed(situation, tip, "fixed: 1\n");
});

const SCRIPT = [{ path: "run.sh", text: "#!/bin/sh\ntrue\n", isExecutable: true }];

test("an executable file stays one", async () => {
  const situation = await start();
  const tip = await write(situation.forge, await requestIn(situation, { files: SCRIPT }));
  expect(situation.fake.bare.entry(tip, "run.sh")?.mode).toBe(0o100755);
});

test("where Bitbucket does not keep a file executable, the branch is taken away again", async () => {
  const situation = await start();
  situation.bitbucket.state.ways.keepsModes = false;
  expect(await situation.forge.write(await requestIn(situation, { files: SCRIPT }))).toMatchObject({ kind: "broken" });
  expect(situation.fake.bare.branches()).toEqual(["main"]);
});

test.each(["message", "files", "a b/ä;c=d.yml", "&<>%0D%0A.yml"])("a file of the name %j is written", async (path) => {
  const situation = await start();
  const files = [{ path, text: "--circlesec-\r\n\r\ntext ü\n", isExecutable: false }];
  const tip = await write(situation.forge, await requestIn(situation, { files }));
  expect(situation.fake.bare.read(tip, path)?.toString()).toBe(files[0]?.text);
});

test.each(['a".yml', "a\r\nb.yml", "a\\b.yml", 'x"; filename="y'])(
  "a file of the name %j, which no form can hold for sure, is refused",
  async (path) => {
    const situation = await start();
    const files = [{ path, text: "a", isExecutable: false }];
    expect(await situation.forge.write(await requestIn(situation, { files }))).toMatchObject({ kind: "broken" });
    expect(situation.fake.bare.branches()).toEqual(["main"]);
  },
);

test("a commit of a person who took up ours is theirs, and so is one with our words", async () => {
  const situation = await start();
  const { fake, base, bitbucket } = situation;
  const ours = { name: "Acme Bot", email: US.email };
  const theirs = { name: "acme-bot", email: "somebody@example.com" };
  for (const [author, committer, isOurs] of [
    [ours, ours, true],
    [ours, theirs, false],
    [theirs, theirs, false],
  ] as const) {
    const message = writeMessage("S", "", CHANGE);
    const commit = fake.bare.commit({ parents: [base], message, author, committer, files: { [CONFIG]: "x" } });
    fake.bare.moveBranch(BRANCH, commit);
    expect((await stateOf(situation)).branch?.isOurs).toBe(isOurs);
  }
  expect(bitbucket.server.unknown).toEqual([]);
});

test("git takes the token of a person under a name of its own", async () => {
  const situation = await start();
  const forge = situation.bitbucket.open(true);
  const first = await requestIn(situation);
  const old = await write(forge, first);
  const tip = await write(forge, await requestIn(situation, { text: "fixed: 2\n", change: OTHER, expected: old }));
  expect(situation.fake.bare.tip(BRANCH)).toBe(tip);
  const users = situation.bitbucket.server.calls
    .filter(({ url }) => url.pathname.endsWith("/git-receive-pack"))
    .map(
      ({ headers }) =>
        Buffer.from(headers.authorization?.split(" ")[1] ?? "", "base64")
          .toString()
          .split(":")[0],
    );
  expect(new Set(users)).toEqual(new Set(["x-bitbucket-api-token-auth"]));
});

test("a token that stands for nobody knows its own commits again", async () => {
  const situation = await start();
  situation.bitbucket.state.isAccessToken = true;
  const tip = await write(situation.forge, await requestIn(situation));
  expect((await stateOf(situation)).branch).toMatchObject({ commit: tip, isOurs: true });
  situation.bitbucket.state.commit(situation.fake, BRANCH, { "theirs.txt": "mine" });
  expect((await stateOf(situation)).branch?.isOurs).toBe(false);
});

/** Ends the work at a request, as if the process were killed there: nothing more is answered. */
function dieAt(bitbucket: FakeBitbucket, index: number, how: "reset" | "lost"): void {
  const first = bitbucket.server.calls.length;
  bitbucket.fault = (call) => {
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
    const isReplaced = kind !== "new";
    for (let index = 0, ended = false; !ended; index += 1) {
      const situation = await start();
      const { forge, bitbucket, fake } = situation;
      const first = await requestIn(situation, { text: "old\n", change: OTHER });
      const old = isReplaced ? await write(forge, first) : undefined;
      if (isReplaced) await forge.open(proposalOf(first));
      const hasMoved = kind === "on a base that has moved";
      const base = hasMoved ? bitbucket.state.commit(fake, "main", { [CONFIG]: "new: 1\n" }) : situation.base;
      const now = { ...situation, base };
      const request = await requestIn(now);
      dieAt(bitbucket, index, how);
      ended = await settled(forge.write({ ...request, expected: old }));
      bitbucket.fault = () => undefined;
      // Who goes on asks how things are, as the first run did.
      const { branch, pulls } = await stateOf(now);
      expect(branch?.isOurs ?? true).toBe(true);
      expect(pulls.map(({ state }) => state)).toEqual(isReplaced ? ["open"] : []);
      const { leftover } = await stateOf(now);
      if (leftover !== undefined) await forge.sweep?.(request, leftover);
      const isThere = branch?.change === CHANGE;
      const tip = isThere ? branch.commit : await write(forge, { ...request, expected: branch?.commit });
      expectProposed(now, tip, "fixed: 1\n");
    }
  },
);
