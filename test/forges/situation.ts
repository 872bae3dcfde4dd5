import { expect } from "vitest";
import {
  type BranchRequest,
  type Forge,
  type ProposalState,
  type PullRequest,
  isFailure,
} from "../../src/fleet/forge.ts";
import { writeMessage } from "../../src/fleet/trailer.ts";
import { collect, find } from "./ask.ts";
import type { DescribedForge, FakeForge } from "./described.ts";

export const BRANCH = 'circlesec/"credentials"';
export const BESIDE = `${BRANCH}-next`;
export const CONFIG = ".circleci/config.yml";
export const [CHANGE, OTHER] = ["a".repeat(64), "b".repeat(64)];
export const FILES = { [CONFIG]: "version: 2.1\n", "run.sh": { executable: "#!/bin/sh\n" }, "README.md": "read\n" };

/** The forge of the product, and the repository behind it, whatever the fake of that forge is like. */
export interface Standing {
  readonly fake: Pick<FakeForge, "bare">;
  readonly forge: Forge;
  readonly base: string;
}

export interface Situation extends Standing {
  readonly fake: FakeForge;
}

/** A forge with one repository that nothing was done to yet. */
export async function start(described: DescribedForge): Promise<Situation> {
  const fake = await described.start(FILES);
  return { fake, forge: fake.forge, base: fake.bare.tip("main") ?? "" };
}

type Given = Partial<BranchRequest> & { readonly text?: string; readonly change?: string };

export async function requestIn({ forge, base }: Standing, given: Given = {}): Promise<BranchRequest> {
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

/** What would replace a branch of ours. */
export function requestAfter(old: string | undefined, situation: Standing): Promise<BranchRequest> {
  return requestIn(situation, { text: "fixed: 2\n", change: OTHER, expected: old });
}

export async function stateOf({ forge }: Standing): Promise<ProposalState> {
  const [first] = await collect(forge.proposals([await find(forge, "acme/api")], BRANCH));
  if (!first || isFailure(first.answer)) throw new Error(JSON.stringify(first));
  return first.answer;
}

export function proposalOf({ repository, branch }: BranchRequest): PullRequest {
  const looks = { title: "Title", body: "Body", isDraft: false, labels: [], reviewers: [] };
  return { repository, branch, into: "main", ...looks };
}

/** Writes, and says the new tip. */
export async function write(forge: Forge, request: BranchRequest): Promise<string> {
  const tip = await forge.write(request);
  if (isFailure(tip)) throw new Error(tip.message);
  return tip;
}

/** What there must be: one commit over the base that changes one file, and no other branch. */
export function expectProposed({ fake: { bare }, base }: Standing, tip: string, text: string, path = CONFIG): void {
  expect(bare.branches()).toEqual([BRANCH, "main"]);
  expect(bare.tip(BRANCH)).toBe(tip);
  expect(bare.between(base, tip).map(({ parents }) => parents)).toEqual([[base]]);
  expect(bare.read(tip, path)?.toString()).toBe(text);
  const [before, after] = [bare.files(base), bare.files(tip)];
  expect([...after].filter(([at, blob]) => before.get(at) !== blob).map(([at]) => at)).toEqual([path]);
}

/** Does something at the request of a number from now on, before it is answered. */
export function interfere(fake: FakeForge, at: number, act: () => void): { readonly isReached: () => boolean } {
  const from = fake.server.calls.length;
  fake.setFault(({ index }) => {
    if (index === from + at) act();
    return undefined;
  });
  return { isReached: () => fake.server.calls.length > from + at };
}

/** Ends the work at a request, as if the process were killed there: nothing more is answered. */
export function dieAt(fake: FakeForge, at: number, how: "reset" | "lost"): void {
  const from = fake.server.calls.length;
  fake.setFault(({ index }) => (index < from + at ? undefined : index === from + at ? how : "reset"));
}

export function live(fake: FakeForge): void {
  fake.setFault(() => undefined);
}
