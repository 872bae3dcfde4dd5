import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fix } from "../../src/index.ts";
import type { BareRepository } from "../forges/bare-repository.ts";
import * as bitbucketFake from "../forges/bitbucket/fake-bitbucket.ts";
import type { Call } from "../forges/faulty-server.ts";
import * as gitlabFake from "../forges/gitlab/fake-gitlab.ts";
import { seeded } from "../forges/seeded.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { CONFIG } from "./checkout.ts";
import { runKilled } from "./run-killed.ts";

const BRANCH = "circlesec/authenticate-pulls";

/** One repository of a forge, with the states of what was proposed there. */
interface Proposed {
  readonly name: string;
  readonly bare: BareRepository;
  readonly states: readonly string[];
}

/** An owner `acme` at a forge on this machine. */
interface Owner {
  readonly fake: Parameters<typeof runKilled>[0] & { readonly server: { readonly calls: readonly Call[] } };
  /** `select` and `hosts` of fleet.yml. */
  readonly file: string;
  readonly token: string;
  readonly repositories: () => readonly Proposed[];
  /** Gives the main branch of a repository another config. */
  readonly renew: (index: number, config: string) => void;
  readonly changes: (call: Call) => boolean;
}

/** Numbers of requests at which runs are killed: of the plan, and, where something is changed, of the two proposals. */
interface Kills {
  readonly plan: number;
  readonly first: number;
  readonly opened: readonly [count: number, below: number];
  readonly updated: readonly [count: number, below: number];
  readonly atLeast: number;
}

async function startGitlab(amount: number): Promise<Owner> {
  const fake = await gitlabFake.startGitlab();
  const { state, api } = fake;
  for (let number = 1; number <= amount; number += 1) {
    state.add(`acme/${number % 2 ? "sub/" : ""}r${number}`, { files: { [CONFIG]: configOf(number) } });
  }
  return {
    fake,
    file: `select: {gitlab: [{owner: acme}]}\nhosts: [{host: gitlab.com, forge: gitlab, api: "${api}", token: {env: FLEET_TOKEN}}]\n`,
    token: gitlabFake.TOKEN,
    repositories: () =>
      state.projects.map(({ path, bare, mergeRequests }) => ({
        name: path,
        bare,
        states: mergeRequests.map((one) => one.state),
      })),
    renew(index, config) {
      const project = state.projects[index];
      if (project) state.commit(project, "main", { [CONFIG]: config });
    },
    changes: ({ method, url }) => method !== "GET" && !url.pathname.endsWith("/graphql"),
  };
}

async function startBitbucket(amount: number): Promise<Owner> {
  const fake = await bitbucketFake.startBitbucket();
  const { state, base } = fake;
  for (let number = 1; number <= amount; number += 1) {
    state.add(`acme/r${number}`, { files: { [CONFIG]: configOf(number) } });
  }
  return {
    fake,
    file: `select: {bitbucket: [{owner: acme}]}\nhosts: [{host: bitbucket.org, forge: bitbucket, api: "${base}", token: {env: FLEET_TOKEN}}]\n`,
    token: bitbucketFake.TOKEN,
    repositories: () =>
      state.repositories.map(({ slug, bare, pulls }) => ({ name: slug, bare, states: pulls.map((one) => one.state) })),
    renew(index, config) {
      const repository = state.repositories[index];
      if (repository) state.commit(repository, "main", { [CONFIG]: config });
    },
    changes: ({ method }) => method !== "GET",
  };
}

function configOf(number: number): string {
  return `version: 2.1
jobs:
  build:
    docker:
      - image: node:${number} # what it needs
    steps: [checkout]
workflows:
  main:
    jobs: [build]
`;
}

/** What there must be of a repository: one open proposal with the fix of its config as it is now, and nothing else. */
function expectProposed({ name, bare, states }: Proposed): void {
  expect([name, bare.branches(), states]).toEqual([name, [BRANCH, "main"], [expect.stringMatching(/^open/i)]]);
  const [base, tip] = [bare.tip("main") ?? "", bare.tip(BRANCH) ?? ""];
  expect(bare.between(base, tip).map(({ parents }) => parents)).toEqual([[base]]);
  expect(bare.read(tip, CONFIG)?.toString()).toBe(fix(bare.read(base, CONFIG)?.toString() ?? "").text);
}

// At Bitbucket what is changed comes behind three questions for each repository.
test.each<[string, (amount: number) => Promise<Owner>, amount: number, Kills, seed: number]>([
  ["GitLab", startGitlab, 6, { plan: 2, first: 3, opened: [10, 8], updated: [12, 12], atLeast: 8 }, 11],
  ["Bitbucket", startBitbucket, 8, { plan: 9, first: 24, opened: [8, 50], updated: [12, 50], atLeast: 9 }, 7],
])(
  "killed at any request, also while branches are replaced, each repository of %s ends with one right proposal",
  async (_, start, amount, kills, seed) => {
    const { fake, file, token, repositories, renew, changes } = await start(amount);
    const folder = temporaryFolder();
    writeFileSync(join(folder, "fleet.yml"), `${file}limits: {pause: 0}\n`);
    const random = seeded(seed);
    const run = (command: string, at: readonly number[]) =>
      runKilled(fake, { folder, command, env: { FLEET_TOKEN: token } }, at);
    const pick = ([count, below]: Kills["opened"]) => Array.from({ length: count }, () => kills.first + random(below));
    expect(await run("plan", [kills.plan])).toMatchObject({ status: 0, killed: 1 });
    const opened = await run("apply", pick(kills.opened));
    expect(opened).toMatchObject({ status: 0 });
    repositories().forEach(expectProposed);
    for (let index = 0; index < amount; index += 1) renew(index, configOf(index + 101));
    const updated = await run("apply", pick(kills.updated));
    expect(updated).toMatchObject({ status: 0 });
    expect(opened.killed + updated.killed).toBeGreaterThanOrEqual(kills.atLeast);
    repositories().forEach(expectProposed);
    const before = fake.server.calls.length;
    const again = await run("apply", []);
    expect(again.stdout).toContain(`${amount} unchanged`);
    expect(fake.server.calls.slice(before).filter(changes)).toEqual([]);
    const journal = readFileSync(join(folder, ".circlesec-fleet/journal.jsonl"), "utf8");
    expect(journal + updated.stdout + updated.stderr + again.stdout + again.stderr).not.toContain(token);
  },
  300_000,
);
