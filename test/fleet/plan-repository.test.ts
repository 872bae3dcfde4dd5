import { expect, test } from "vitest";
import { type FleetLintFlags, openFleetLinter } from "../../src/commands/fleet-linter.ts";
import type { PlannedRepository } from "../../src/fleet/plan.ts";
import { FIRST_REQUEST, planRepository } from "../../src/fleet/plan-repository.ts";
import type { FleetRepository } from "../../src/fleet/repository.ts";
import { Snapshot, type SnapshotFile } from "../../src/io/snapshot.ts";
import { folderWith } from "../cli/checkout.ts";
import { repositoryNamed } from "./journal-lines.ts";

const CONFIG = ".circleci/config.yml";
const ANONYMOUS = `version: 2.1
jobs:
  build:
    docker:
      - image: node:20
    steps: [checkout]
workflows:
  main:
    jobs: [build]
`;
const TOKEN = ["ghp", "9fKq2LmZx7Vb4Nc8Rt1Wy6Pd3Hs5Jg0Uo2Ea"].join("_");

test("what would be proposed is a plan: fixes, diff, prerequisites, pulls and a digest", async () => {
  const { planned, fixed } = await plan({ [CONFIG]: ANONYMOUS });
  expect(planned).toMatchObject({
    outcome: { kind: "proposed" },
    change: { paths: [CONFIG], setup: [{ kind: "context", context: "docker-credentials" }] },
    pulls: { authenticated: 0, anonymous: 1 },
    cleanFiles: 0,
    unread: [],
  });
  expect(planned.files[0]?.diff).toContain("+          username: $DOCKERHUB_USERNAME");
  expect(planned.change?.digest).toMatch(/^[0-9a-f]{64}$/);
  const again = await plan({ [CONFIG]: fixed[0]?.text ?? "" });
  expect(again.planned).toMatchObject({
    outcome: { kind: "clean" },
    change: undefined,
    pulls: { authenticated: 1, anonymous: 0 },
    cleanFiles: 1,
  });
});

test("no secret is in a plan, be it in what changes or beside it", async () => {
  const config = ANONYMOUS.replace("node:20", "node:20\n        environment: {GITHUB_TOKEN: " + TOKEN + "}").replace(
    "[checkout]",
    "[checkout, run: docker login -u me -p hunter2hunter2 && docker pull redis]",
  );
  const { planned, fixed } = await plan({ [CONFIG]: config }, { unsafe: true });
  expect(planned.change).toBeDefined();
  expect(fixed[0]?.text).toBeDefined();
  const text = JSON.stringify(planned);
  expect(text).not.toContain(TOKEN);
  expect(text).not.toContain("hunter2hunter2");
});

test("a repository without CircleCI configuration is empty", async () => {
  expect((await plan({ "README.md": "" })).planned.outcome).toEqual({ kind: "empty" });
  expect((await plan({ ".circleci/run.sh": "" })).planned.outcome).toEqual({ kind: "empty" });
});

test("what a rule looks for beside the config is asked for, and then counts", async () => {
  const config = ANONYMOUS.replace("node:20", "cimg/base:current").replace(
    "[checkout]",
    "[checkout, setup_remote_docker, run: docker build -f ci/Dockerfile .]",
  );
  const snapshot = snapshotOf({ [CONFIG]: config });
  const first = await planOf(snapshot);
  const wanted = snapshot.takeWanted();
  expect(wanted).toEqual({ folders: [], paths: ["ci", "ci/Dockerfile"] });
  snapshot.add(wanted ?? FIRST_REQUEST, new Map([["ci/Dockerfile", text("FROM redis\n")]]));
  const second = await planOf(snapshot);
  expect(snapshot.takeWanted()).toBeUndefined();
  expect(second.planned.pulls.anonymous).toBe(first.planned.pulls.anonymous + 1);
});

test("links inside the repository are followed, and others are not", async () => {
  const snapshot = snapshotOf({}, [
    [".circleci", link("ci/circle")],
    ["ci/circle/config.yml", text(ANONYMOUS)],
  ]);
  const { planned, fixed } = await planOf(snapshot);
  expect([planned.outcome.kind, fixed.map(({ path }) => path)]).toEqual(["proposed", ["ci/circle/config.yml"]]);
  for (const target of ["../elsewhere", "/etc", ".circleci"]) {
    const outside = await planOf(snapshotOf({}, [[".circleci", link(target)]]));
    expect(outside.planned.outcome.kind).toBe("empty");
  }
});

test("the folder that .circleci leads to is asked for", async () => {
  const snapshot = snapshotOf({}, [[".circleci", link("ci/circle")]]);
  await planOf(snapshot);
  expect(snapshot.takeWanted()).toEqual({ folders: ["ci/circle"], paths: ["ci", "ci/circle"] });
});

test("paths that lead elsewhere are no files", async () => {
  const hostile = ["../x", "/etc/passwd", ".git/config", "a/../../x", "a//b", ".GIT/x"];
  const snapshot = snapshotOf(
    {},
    hostile.map((path) => [path, text("x")]),
  );
  expect(snapshot.count).toBe(0);
});

test("settings of the repository hold, and those of the fleet only where it has none", async () => {
  const folder = folderWith({ "team.yml": "dockerHub: {context: fleet}\nignore: [/.circleci/old.yml]\n" });
  const flags = { settings: `${folder}/team.yml` };
  const contextsOf = async (files: Record<string, string>) => (await plan(files, flags)).planned.change?.setup;
  expect(await contextsOf({ [CONFIG]: ANONYMOUS, ".circleci/old.yml": "{" })).toMatchObject([{ context: "fleet" }]);
  const own = { ".circlesec.yml": "dockerHub: {context: own}\n" };
  expect(await contextsOf({ [CONFIG]: ANONYMOUS, ...own })).toMatchObject([{ context: "own" }]);
  const without = await plan({ [CONFIG]: ANONYMOUS, ...own }, { settings: false });
  expect(without.planned.change?.setup).toMatchObject([{ context: "docker-credentials" }]);
});

test("settings that ignore everything leave the repository out", async () => {
  const { planned } = await plan({ [CONFIG]: ANONYMOUS, ".circlesec.yml": "ignore: [.circleci/]\n" });
  expect(planned.outcome.kind).toBe("skipped");
});

test("wrong settings are told with their place", async () => {
  const { planned } = await plan({ [CONFIG]: ANONYMOUS, ".circlesec.yml": "rulez: {}\n" });
  expect(planned.outcome).toMatchObject({ kind: "failed", reason: expect.stringMatching(/^\.circlesec\.yml:1:1: /) });
});

test("code of a repository is not run", async () => {
  const script = await plan({ [CONFIG]: ANONYMOUS, ".circlesec.mjs": "throw new Error('run')" });
  expect(script.planned.outcome).toEqual({
    kind: "failed",
    reason: "`.circlesec.mjs` is code of another repository, so it is not run",
  });
  const plugin = await plan({ [CONFIG]: ANONYMOUS, ".circlesec.yml": "plugins: [./rules.mjs]\n", "rules.mjs": "x" });
  expect(plugin.planned).toMatchObject({
    outcome: { kind: "proposed" },
    unread: [{ path: ".circlesec.yml", message: expect.stringContaining("so it is not run") }],
  });
});

test("a file that cannot be read fails the plan only where there is nothing to propose", async () => {
  const bad: [string, SnapshotFile] = [".circleci/bad.yml", { kind: "unreadable", why: "it is no UTF-8" }];
  const unread = [{ path: ".circleci/bad.yml", message: expect.stringContaining("it is no UTF-8") }];
  expect((await planOf(snapshotOf({ [CONFIG]: ANONYMOUS }, [bad]))).planned).toMatchObject({
    outcome: { kind: "proposed" },
    unread,
  });
  expect((await planOf(snapshotOf({}, [bad]))).planned.outcome.kind).toBe("failed");
});

test("public repositories whose forks CircleCI builds are told so", async () => {
  const risksFor = async (parts: Partial<FleetRepository>) => {
    const { planned } = await planOf(snapshotOf({ [CONFIG]: ANONYMOUS }), {}, parts);
    return planned.risks;
  };
  expect(await risksFor({ visibility: "public", forks: 12 })).toEqual([
    {
      kind: "forks",
      text: "The repository is public, with 12 forks: jobs that get `docker-credentials` do not run for pull requests from forks whose author is not in the organization.",
    },
  ]);
  expect(await risksFor({ visibility: "public", place: "gitlab" })).toEqual([]);
  expect(await risksFor({ visibility: "private" })).toEqual([]);
});

test("generated configs, setup configs and images that only a run knows are told", async () => {
  const generated = `# Generated by make: do not edit\n${ANONYMOUS}`;
  expect(kinds(await plan({ [CONFIG]: generated }))).toEqual(["generated"]);
  expect(kinds(await plan({ [CONFIG]: ANONYMOUS, ".circleci/config.yml.j2": "" }))).toEqual(["generated"]);
  expect(kinds(await plan({ [CONFIG]: ANONYMOUS.replace("jobs:", "setup: true\njobs:") }))).toEqual(["dynamic"]);
  const unknown = ANONYMOUS.replace("node:20", "$REGISTRY/node:20");
  expect(kinds(await plan({ [CONFIG]: unknown }))).toEqual(["unresolved"]);
});

function kinds({ planned }: { planned: PlannedRepository }): string[] {
  return planned.risks.map(({ kind }) => kind);
}

function text(content: string): SnapshotFile {
  return { kind: "text", text: content, isExecutable: false };
}

function link(target: string): SnapshotFile {
  return { kind: "link", target };
}

function snapshotOf(
  files: Record<string, string>,
  others: readonly (readonly [string, SnapshotFile])[] = [],
): Snapshot {
  const snapshot = new Snapshot();
  const texts = Object.entries(files).map(([path, content]) => [path, text(content)] as const);
  snapshot.add(FIRST_REQUEST, new Map([...texts, ...others]));
  return snapshot;
}

async function planOf(snapshot: Snapshot, flags: FleetLintFlags = {}, parts: Partial<FleetRepository> = {}) {
  const repository = { ...repositoryNamed("one"), ...parts };
  const linter = await openFleetLinter(flags, "/", "2026-01-01");
  return planRepository({ repository, commit: repository.base?.commit, snapshot }, linter);
}

function plan(files: Record<string, string>, flags: FleetLintFlags = {}) {
  return planOf(snapshotOf(files), flags);
}
