import { expect, test } from "vitest";
import type { BranchRequest, Forge } from "../../../src/fleet/forge.ts";
import {
  BRANCH,
  CHANGE,
  CONFIG,
  FILES,
  OTHER,
  expectProposed,
  requestAfter,
  requestIn,
  stateOf,
  write,
} from "../../forges/situation.ts";
import { writeMessage } from "../../../src/fleet/trailer.ts";
import { type FakeBitbucket, startBitbucket } from "../../forges/bitbucket/fake-bitbucket.ts";
import { type FakeRepository, US } from "../../forges/bitbucket/state.ts";

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

/** What was asked to change something. */
function changesIn({ bitbucket }: Situation, from: number): string[] {
  return bitbucket.server.calls
    .slice(from)
    .filter(({ method }) => method !== "GET")
    .map(({ method, url }) => `${method} ${url.pathname.replace(/.*\//, "")}`);
}

test("a branch is made by one request that changes something, replaced by three, and the same again is done already", async () => {
  const situation = await start();
  const { forge } = situation;
  const changesOf = async (request: BranchRequest): Promise<string[]> => {
    const from = situation.bitbucket.server.calls.length;
    await write(forge, request);
    return changesIn(situation, from);
  };
  const first = await requestIn(situation);
  expect(await changesOf(first)).toEqual(["POST src"]);
  expect(await changesOf(first)).toEqual([]);
  const expected = situation.fake.bare.tip(BRANCH);
  const again = await requestIn(situation, { text: "fixed: 2\n", change: OTHER, expected });
  expect(await changesOf(again)).toEqual(["POST src", "POST git-receive-pack", "POST git-receive-pack"]);
});

test("where nobody may push by HTTPS, a branch stays as it is, and that is told", async () => {
  const situation = await start();
  const { forge, bitbucket, fake } = situation;
  const old = await write(forge, await requestIn(situation));
  bitbucket.state.ways.takesPushes = false;
  const again = await requestAfter(old, situation);
  expect(await forge.write(again)).toMatchObject({ kind: "denied" });
  expect(fake.bare.tip(BRANCH)).toBe(old);
  // What could not be taken away is found by the next run that may.
  bitbucket.state.ways.takesPushes = true;
  const { leftover } = await stateOf(situation);
  expect(leftover).toBe(fake.bare.tip(`${BRANCH}-next`));
  expect(await forge.sweep?.(again, leftover ?? "")).toBeUndefined();
  expect(fake.bare.branches()).toEqual([BRANCH, "main"]);
});

test("what the token may no more is denied", async () => {
  const situation = await start();
  const request = await requestIn(situation);
  situation.bitbucket.state.scopes = ["account", "repository"];
  expect(await situation.forge.write(request)).toMatchObject({ kind: "denied" });
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
  const tip = await write(forge, await requestAfter(old, situation));
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
