import { expect, test } from "vitest";
import { type Forge, isFailure } from "../../../src/fleet/forge.ts";
import type { FleetRepository } from "../../../src/fleet/repository.ts";
import { writeMessage } from "../../../src/fleet/trailer.ts";
import { UserError } from "../../../src/user-error.ts";
import type { Fault } from "../../forges/faulty-server.ts";
import { TOKEN, type FakeGitlab, startGitlab } from "../../forges/gitlab/fake-gitlab.ts";
import { collect } from "../../forges/ask.ts";

const BRANCH = "circlesec/credentials";
const CONFIG = ".circleci/config.yml";
const COUNT = 4;
const MOST_RUNS = 30;

const FAULTS: readonly Fault[] = [
  { status: 429, body: "Retry later", headers: { "retry-after": "5" } },
  { status: 429, body: "Retry later" },
  { status: 500, body: { message: "500 Internal Server Error" } },
  { status: 502, body: "<html>" },
  { status: 503, body: {}, headers: { "retry-after": "2" } },
  "reset",
  "lost",
  "cut",
  "slow",
];

/** Numbers that look random and are the same in every run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** What a run does for one project: looks, reads, and makes what is missing. */
async function proposeIn(repository: FleetRepository, text: string, forge: Forge): Promise<void> {
  const [seen] = await collect(forge.proposals([repository], BRANCH));
  if (!seen || isFailure(seen.answer) || !seen.answer.base) return;
  const { base, branch, pulls } = seen.answer;
  const [read] = await collect(
    forge.read([{ repository, commit: base.commit, folders: [".circleci"], paths: [".circlesec.yml"] }]),
  );
  if (!read || isFailure(read.answer)) return;
  expect([...read.answer.files.keys()]).toEqual([CONFIG]);
  const written = await forge.write({
    repository,
    branch: BRANCH,
    base: base.commit,
    expected: branch?.commit,
    message: writeMessage("S", text, text.charCodeAt(0).toString(16).padStart(64, "0")),
    files: [{ path: CONFIG, text, isExecutable: false }],
  });
  if (isFailure(written)) return;
  const look = { title: "T", body: "B", isDraft: false, labels: ["ci"], reviewers: ["ann"] };
  if (pulls.length === 0) await forge.open({ repository, branch: BRANCH, into: base.branch, ...look });
}

async function runOnce(gitlab: FakeGitlab, text: string): Promise<void> {
  const forge = gitlab.open();
  await forge.access(true);
  const found = await collect(forge.list({ kind: "owner", owner: "acme" }));
  expect(found.length).toBe(COUNT);
  for (const one of found) if ("id" in one) await proposeIn(one, text, forge);
}

/** Runs until nothing is missing; what gets no answer ends a run, as it does for a user. */
async function runUntilDone(gitlab: FakeGitlab, text: string): Promise<void> {
  for (let run = 0; run < MOST_RUNS; run += 1) {
    const error: unknown = await runOnce(gitlab, text).catch((error: unknown) => error);
    if (error !== undefined && !(error instanceof UserError)) throw error;
    if (error !== undefined) expect(String(error) + String(error.help)).not.toContain(TOKEN);
    const isDone = gitlab.state.projects.every(({ bare, mergeRequests }) => {
      const tip = bare.tip(BRANCH);
      return tip !== undefined && bare.read(tip, CONFIG)?.toString() === text && mergeRequests.length > 0;
    });
    if (isDone && error === undefined) return;
  }
  throw new Error("it does not come to an end");
}

test.each([1, 2, 3])(
  "whatever goes wrong on the way (%i), each project ends with one branch of one commit and one merge request",
  async (seed) => {
    const gitlab = await startGitlab();
    for (let number = 0; number < COUNT; number += 1) {
      gitlab.state.add(`acme/${number % 2 ? "sub/" : ""}r${number}`, { files: { [CONFIG]: `a: ${number}\n` } });
    }
    const random = seeded(seed);
    gitlab.fault = () => (random(4) === 0 ? FAULTS[random(FAULTS.length)] : undefined);
    await runUntilDone(gitlab, "one\n");
    const firstPart = gitlab.server.calls.length;
    await runUntilDone(gitlab, "two\n");
    for (const { bare, mergeRequests } of gitlab.state.projects) {
      const [base, tip] = [bare.tip("main") ?? "", bare.tip(BRANCH) ?? ""];
      expect(bare.between(base, tip).map(({ parents }) => parents)).toEqual([[base]]);
      expect(bare.read(tip, CONFIG)?.toString()).toBe("two\n");
      expect(bare.branches().filter((name) => name !== `${BRANCH}-next`)).toEqual([BRANCH, "main"]);
      expect(mergeRequests).toMatchObject([{ state: "opened", head: tip, asked: ["ci", "ann"] }]);
    }
    expect(firstPart).toBeGreaterThan(COUNT);
  },
  120_000,
);

test("a token that ends midway ends the run without a word of it, and what was done stays", async () => {
  const gitlab = await startGitlab();
  for (let number = 0; number < COUNT; number += 1) {
    gitlab.state.add(`acme/r${number}`, { files: { [CONFIG]: "a: 1\n" } });
  }
  gitlab.fault = () =>
    gitlab.state.projects.filter(({ mergeRequests }) => mergeRequests.length > 0).length >= 2
      ? { status: 401, body: { message: "401 Unauthorized" } }
      : undefined;
  const error: unknown = await runOnce(gitlab, "one\n").catch((error: unknown) => error);
  expect(error).toBeInstanceOf(UserError);
  expect(String(error)).toContain("does not take the token: it is wrong, or has expired");
  expect(String(error)).not.toContain(TOKEN);
  gitlab.fault = () => undefined;
  await runUntilDone(gitlab, "one\n");
  expect(gitlab.state.projects.every(({ mergeRequests }) => mergeRequests.length === 1)).toBe(true);
});

test("a project that may not be written any more costs itself only", async () => {
  const gitlab = await startGitlab();
  for (let number = 0; number < COUNT; number += 1) {
    gitlab.state.add(`acme/r${number}`, { files: { [CONFIG]: "a: 1\n" } });
  }
  const lost = gitlab.state.find("acme/r1");
  if (lost) lost.access = "reporter";
  await runOnce(gitlab, "one\n");
  expect(gitlab.state.projects.map(({ mergeRequests }) => mergeRequests.length)).toEqual([1, 0, 1, 1]);
});
