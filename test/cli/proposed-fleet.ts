import { expect } from "vitest";
import { readChange } from "../../src/fleet/trailer.ts";
import type { FakeRepository } from "../forges/github/state.ts";
import type { Losses } from "../forges/troubles.ts";
import { run } from "../package/run.ts";
import { type FixedTexts, fixCheckouts } from "./fixed-checkouts.ts";

export const BRANCH = "circlesec/authenticate-pulls";
const NO_TEXTS: FixedTexts = new Map();

/**
 * Of all the repositories that there were, each that is left, and is one to propose for, has exactly the right proposal; what others
 * pushed to is as they left it.
 */
export async function expectFleetProposed(all: readonly FakeRepository[], { vanished, pushed }: Losses): Promise<void> {
  const left = all.filter((one) => !vanished.has(one) && !one.isArchived && !one.isFork);
  const fixed = await fixCheckouts(left);
  for (const one of left) if (!pushed.has(one)) expectProposed(one, fixed.get(one) ?? NO_TEXTS);
  for (const [one, commit] of pushed)
    if (!vanished.has(one)) expect([one.name, one.bare.tip(BRANCH)]).toEqual([one.name, commit]);
  for (const one of all) expect(one.pulls.filter(({ state }) => state === "OPEN").length).toBeLessThanOrEqual(1);
  for (const one of left.slice(0, 10))
    expect(run("git", ["fsck", "--strict"], { cwd: one.bare.folder }).status).toBe(0);
}

/** What there must be of a repository: one open pull request whose one commit is the fix and nothing else, or nothing at all. */
function expectProposed({ bare, pulls, name, branch }: FakeRepository, fixed: FixedTexts): void {
  const open = pulls.filter(({ state }) => state === "OPEN");
  if (fixed.size === 0) {
    expect([name, bare.branches(), open]).toEqual([name, [branch], []]);
    return;
  }
  const tip = bare.tip(BRANCH) ?? "";
  expect([name, bare.branches(), open.map(({ head }) => head)]).toEqual([name, [BRANCH, branch], [tip]]);
  const [commit, ...others] = bare.between(bare.tip(branch) ?? "", tip);
  expect([name, others]).toEqual([name, []]);
  expect(readChange(commit?.message ?? "")).toMatch(/^[0-9a-f]{64}$/);
  const before = bare.files(commit?.parents[0] ?? "");
  const after = bare.files(tip);
  const changed = [...after].filter(([path, entry]) => before.get(path) !== entry).map(([path]) => path);
  expect([name, after.size, changed]).toEqual([name, before.size, [...fixed.keys()].toSorted()]);
  for (const path of changed) expect(bare.read(tip, path)?.toString()).toBe(fixed.get(path));
}

/** What a run did with one repository. */
export interface Row {
  readonly name: string;
  readonly did: string;
  readonly reason: string | null;
}

/** What a run of `--format json` says that it did. */
export function rowsIn(stdout: string): readonly Row[] {
  const { repositories }: { repositories: Row[] } = JSON.parse(stdout);
  return repositories;
}

/** What of these requests was to change something. */
export function changesIn(calls: readonly { readonly text: string; readonly method: string }[]) {
  return calls.filter(({ text, method }) => text.startsWith('{"query":"mutation') || method === "PATCH");
}
