import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { TOKEN, startGithub } from "../forges/github/fake-github.ts";
import type { FakeRepository, NewRepository } from "../forges/github/state.ts";
import { ForgeState } from "../forges/github/state.ts";
import { foldersOf, startGitServer } from "../forges/git-server.ts";
import { runOrThrow as runBeside } from "../integration/process.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { pathOf, run, runOrThrow } from "../package/run.ts";
import { CONFIG } from "./checkout.ts";
import { OPEN } from "./configs.ts";
import { folderFor, runFleet } from "./fleet-run.ts";

const BRANCH = "circlesec/authenticate-pulls";
const USER = "x-access-token";

/** Repositories that differ in what a change of theirs could break. */
const REPOSITORIES: Readonly<Record<string, NewRepository["files"]>> = {
  plain: { [CONFIG]: OPEN, "README.md": "# Plain\n", "bin/run": { executable: "#!/bin/sh\n" } },
  windows: { [CONFIG]: OPEN.replaceAll("\n", "\r\n"), ".gitattributes": "* text=auto\n" },
  marked: { [CONFIG]: `\uFEFF${OPEN.trimEnd()}`, "src/ü.txt": Buffer.from([0, 1, 254, 255]) },
  two: { [CONFIG]: OPEN, ".circleci/more/nightly.yml": OPEN, link: { link: "README.md" } },
};

/** What a plan says of one repository. */
interface Planned {
  readonly repository: { readonly name: string };
  readonly change?: { readonly digest: string; readonly paths: readonly string[] };
  readonly files: readonly { readonly path: string; readonly diff: string }[];
}

describe.skipIf(!pathOf("openssl"))("a branch that is proposed, cloned by HTTPS", () => {
  test("has the tree that the plan promised, byte for byte", async () => {
    const github = await startGithub();
    const all = Object.entries(REPOSITORIES).map(([name, files = {}]) => github.state.add(`acme/${name}`, { files }));
    const git = await gitFor(github.state);
    const folder = folderFor(github.server.url);
    const plan = await runFleet(folder, ["plan", "--format", "json"]);
    const { repositories }: { repositories: Planned[] } = JSON.parse(plan.stdout);
    expect(await runFleet(folder, ["apply"])).toMatchObject({ status: 0 });
    for (const repository of all) {
      const planned = repositories.find((one) => one.repository.name === repository.name);
      expectPromised(planned, await git.clone(repository.name, "main"), await git.clone(repository.name, BRANCH));
      expectWhole(repository);
    }
  });

  test("is made by git where there is no API, from any base, and only once", async () => {
    const state = new ForgeState(temporaryFolder());
    const web = state.add("acme/web", { files: { [CONFIG]: OPEN, "README.md": "# Web\n" } });
    const git = await gitFor(state);
    const [folder, name] = [temporaryFolder(), `${git.url}/acme/web.git`];
    const fleet = (...args: string[]) => runFleet(folder, args, git.env);
    const plan = await fleet("plan", "--git", name, "--format", "json");
    const { repositories }: { repositories: Planned[] } = JSON.parse(plan.stdout);
    expect((await fleet("apply")).stdout).toContain("1 opened\n");
    expectPromised(repositories[0], await git.clone("acme/web", "main"), await git.clone("acme/web", BRANCH));
    expect((await fleet("apply")).stdout).toContain("1 unchanged\n");
    state.commit(web, "main", { [CONFIG]: OPEN.replace("node:20", "node:22") });
    expect((await fleet("apply")).stdout).toContain("1 updated\n");
    expect((await git.clone("acme/web", BRANCH)).read(CONFIG)).toContain("image: node:22");
    expectWhole(web);
    const pushed = state.commit(web, BRANCH, { "mine.txt": "mine\n" });
    expect((await fleet("apply")).stdout).toContain("its branch has commits of others\n");
    state.commit(web, "main", { [CONFIG]: OPEN.replace("node:20", "node:24") });
    expect((await fleet("apply")).stdout).toContain("its branch has commits of others\n");
    expect(web.bare.tip(BRANCH)).toBe(pushed);
    expect(git.askers.filter((asker) => asker !== "").length).toBeGreaterThan(0);
    expect(readFileSync(join(folder, ".circlesec-fleet/journal.jsonl"), "utf8")).not.toContain(TOKEN);
  });
});

/** The change that a plan told, made in a clone of the base, must come to the branch; so must its digest. */
function expectPromised(planned: Planned | undefined, base: Clone, branch: Clone): void {
  expect(planned?.change?.paths.length).toBeGreaterThan(0);
  const before = base.tree();
  const changed = [...branch.tree()].filter(([path, entry]) => before.get(path) !== entry).map(([path]) => path);
  expect(changed).toEqual(planned?.change?.paths);
  const hash = createHash("sha256");
  for (const path of changed) hash.update(JSON.stringify([path, branch.read(path)]));
  expect(planned?.change?.digest).toBe(hash.digest("hex"));
  base.apply((planned?.files ?? []).map(({ diff }) => diff).join(""));
  expect(base.tree()).toEqual(branch.tree());
}

/** Git finds nothing wrong with the repository, and nothing that leads nowhere. */
function expectWhole({ bare }: FakeRepository): void {
  const { status, stderr } = run("git", ["fsck", "--strict", "--full"], { cwd: bare.folder });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
}

/** A checkout of one branch. */
class Clone {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Mode and blob of each file, as they are staged. */
  tree(): Map<string, string> {
    const lines = this.#git("ls-files", "-z", "--stage").split("\0").filter(Boolean);
    return new Map(lines.map((line) => [line.slice(line.indexOf("\t") + 1), line.slice(0, line.indexOf("\t"))]));
  }

  /** The bytes that are staged, as text. */
  read(path: string): string {
    return this.#git("show", `:${path}`);
  }

  /** Stages a change. */
  apply(diff: string): void {
    runOrThrow("git", ["apply", "--cached", "-"], { cwd: this.#folder, input: diff });
  }

  #git(...args: string[]): string {
    return runOrThrow("git", args, { cwd: this.#folder });
  }
}

/** Git's own way to the repositories of a forge, and how to clone one of their branches. */
async function gitFor(state: ForgeState) {
  const { url, certificate, askers } = await startGitServer({ user: USER, token: TOKEN, folderOf: foldersOf(state) });
  const folder = temporaryFolder();
  writeFileSync(join(folder, "kept"), `${url.replace("://", `://${USER}:${TOKEN}@`)}\n`);
  const config = `[credential]\n\thelper = store --file=${join(folder, "kept")}\n[user]\n\tname = Ada\n\temail = a@example.com\n`;
  writeFileSync(join(folder, "config"), config);
  const env = {
    GIT_SSL_CAINFO: certificate,
    GIT_CONFIG_GLOBAL: join(folder, "config"),
    GIT_CONFIG_NOSYSTEM: "1",
  };
  let clones = 0;
  return {
    url,
    askers,
    env,
    clone: async (name: string, branch: string): Promise<Clone> => {
      const target = join(folder, String((clones += 1)));
      const args = ["clone", "--quiet", "--no-checkout", "--branch", branch, `${url}/${name}.git`, target];
      // Not in one with the server: that one is in this process.
      await runBeside("git", args, { env: { PATH: process.env["PATH"], ...env } });
      runOrThrow("git", ["reset", "--quiet"], { cwd: target });
      return new Clone(target);
    },
  };
}
