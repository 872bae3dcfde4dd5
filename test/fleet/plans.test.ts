import { expect, test } from "vitest";
import { openFleetLinter } from "../../src/commands/fleet-linter.ts";
import type { Answers, FetchedFile, FetchedFiles, FilesRequest, Forge } from "../../src/fleet/forge.ts";
import type { PlannedRepository } from "../../src/fleet/plan.ts";
import { plansOf } from "../../src/fleet/plans.ts";
import type { FleetRepository } from "../../src/fleet/repository.ts";
import type { NewFile } from "../forges/bare-repository.ts";
import { startBitbucket } from "../forges/bitbucket/fake-bitbucket.ts";
import { repositoryNamed } from "./journal-lines.ts";

const CONFIG = ".circleci/config.yml";
const ANONYMOUS = `version: 2.1
jobs:
  build:
    docker:
      - image: node:20
    steps: [checkout, setup_remote_docker, run: sh ci/build.sh]
workflows:
  main:
    jobs: [build]
`;
const GENERATED = ".circleci/generated.yml";

const REPOSITORIES: readonly (readonly [what: string, outcome: string, files: Readonly<Record<string, NewFile>>])[] = [
  ["one config", "proposed", { [CONFIG]: ANONYMOUS }],
  ["no configuration", "empty", { "README.md": "", "package.json": "{}", ".gitignore": "node_modules\n" }],
  ["a folder without a config", "empty", { ".circleci/run.sh": "true\n" }],
  ["settings", "clean", { [CONFIG]: ANONYMOUS, ".circlesec.yml": "rules: {unauthenticated-pull: off}\n" }],
  [
    "settings in package.json",
    "skipped",
    { [CONFIG]: ANONYMOUS, "package.json": '{"circlesec": {"ignore": [".circleci/**"]}}' },
  ],
  ["settings that are wrong", "failed", { [CONFIG]: ANONYMOUS, ".circlesec.json": "{" }],
  ["settings that are code", "failed", { [CONFIG]: ANONYMOUS, ".circlesec.mjs": "export default {};\n" }],
  [
    "configs that git ignores",
    "proposed",
    { [CONFIG]: ANONYMOUS, [GENERATED]: ANONYMOUS, ".gitignore": "generated.yml\n" },
  ],
  [
    "scripts",
    "proposed",
    { [CONFIG]: ANONYMOUS, "ci/build.sh": "sh ci/inner.sh\n", "ci/inner.sh": "docker pull redis\n" },
  ],
  [
    "a link to its configs",
    "proposed",
    { "ci/config.yml": ANONYMOUS, ".circleci": { link: "ci" }, ".gitignore": "x\n" },
  ],
];

test.each(REPOSITORIES)(
  "%s: asked for bit by bit, it comes to the same plan as all at once",
  async (_, outcome, files) => {
    const { forge, repositories } = await start(files);
    const all = await plan(forge, repositories, false);
    const least = await plan(forge, repositories, true);
    expect(least).toEqual(all);
    expect(least[0]?.outcome.kind).toBe(outcome);
  },
);

test("where each file takes a request, a repository without configuration takes one", async () => {
  const { forge, repositories, requests } = await start({ "README.md": "", "package.json": "{}", ".gitignore": "a\n" });
  expect(await plan(forge, repositories)).toMatchObject([{ outcome: { kind: "empty" } }]);
  expect(requests()).toBe(1);
});

test("a repository with much text is read to its end before others of its batch are read further", async () => {
  const asked: string[][] = [];
  const text = (some: string): FetchedFile => ({ kind: "text", text: some, isExecutable: false });
  async function* read(requests: readonly FilesRequest[]): Answers<FetchedFiles> {
    asked.push(requests.map(({ repository: { name } }) => name));
    for (const { repository, folders } of requests) {
      const files = new Map<string, FetchedFile>();
      if (folders.length > 0) files.set(CONFIG, text(ANONYMOUS));
      if (folders.length > 0 && repository.name === "acme/large") files.set(".circleci/log", text("-".repeat(2 ** 21)));
      yield await Promise.resolve({ repository, answer: { files } });
    }
  }
  const linter = await openFleetLinter({}, "/", "2026-01-01");
  const planned: string[] = [];
  for await (const one of plansOf({ read }, ["one", "large", "two"].map(repositoryNamed), linter)) {
    planned.push(one.planned.repository.name);
  }
  expect(planned).toEqual(["acme/large", "acme/one", "acme/two"]);
  expect(asked).toEqual([["acme/one", "acme/large", "acme/two"], ["acme/large"], ["acme/one", "acme/two"]]);
});

async function start(files: Readonly<Record<string, NewFile>>) {
  const bitbucket = await startBitbucket();
  bitbucket.state.add("acme/api", { files });
  const forge = bitbucket.open();
  const repositories: FleetRepository[] = [];
  for await (const one of forge.list({ kind: "owner", owner: "acme" })) if ("id" in one) repositories.push(one);
  const before = bitbucket.server.calls.length;
  return { forge, repositories, requests: () => bitbucket.server.calls.length - before };
}

async function plan(
  forge: Forge,
  repositories: readonly FleetRepository[],
  readsOneByOne = forge.readsOneByOne ?? false,
): Promise<PlannedRepository[]> {
  const linter = await openFleetLinter({}, "/", "2026-01-01");
  const planned: PlannedRepository[] = [];
  const asked = { read: forge.read.bind(forge), readsOneByOne };
  for await (const one of plansOf(asked, repositories, linter)) planned.push(one.planned);
  return planned;
}
