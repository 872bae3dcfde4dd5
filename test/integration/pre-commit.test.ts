import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLEAN, OPEN } from "../cli/configs.ts";
import { CONFIG } from "../cli/checkout.ts";
import { ROOT } from "../package/build.ts";
import { type Outcome, pathOf, run, runOrThrow } from "../package/run.ts";

const LEFT_OUT = new Set([".git", "node_modules", "dist", "coverage"]);
const hasPreCommit = pathOf("pre-commit") !== undefined;
const when = hasPreCommit ? "pre-commit" : "pre-commit (skipped: it is not installed)";
if (!hasPreCommit) process.stderr.write("skipped: tests with the real pre-commit, because it is not installed\n");

/** The first run installs the hook: it clones the project, installs what its build needs, and builds. */
const INSTALLING = 600_000;

const WHO = { GIT_AUTHOR_NAME: "a", GIT_AUTHOR_EMAIL: "a@b.c", GIT_COMMITTER_NAME: "a", GIT_COMMITTER_EMAIL: "a@b.c" };

describe.skipIf(!hasPreCommit)(`the hooks with the real ${when}`, () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "circlesec-pre-commit-")));
  const [hooks, repository] = [join(folder, "hooks"), join(folder, "repository")];
  const env = { ...WHO, PRE_COMMIT_HOME: join(folder, "home") };
  afterAll(() => rmSync(folder, { recursive: true, force: true }), INSTALLING);

  const git = (cwd: string, ...args: string[]): Outcome => run("git", args, { cwd, env });

  beforeAll(() => {
    cpSync(ROOT, hooks, { recursive: true, filter: (path) => !LEFT_OUT.has(relative(ROOT, path)) });
    for (const cwd of [hooks, repository]) {
      mkdirSync(cwd, { recursive: true });
      git(cwd, "init", "--quiet");
    }
    git(hooks, "add", ".");
    git(hooks, "commit", "--quiet", "-m", "all");
    const revision = runOrThrow("git", ["rev-parse", "HEAD"], { cwd: hooks }).trim();
    mkdirSync(join(repository, ".circleci"));
    writeFileSync(join(repository, "other.yml"), OPEN);
    use(revision, "circlesec-lint");
    runOrThrow("pre-commit", ["install", "--install-hooks"], { cwd: repository, env });
    git(repository, "add", ".");
  }, INSTALLING);

  const use = (revision: string, id: string): void => {
    const repos = [{ repo: hooks, rev: revision, hooks: [{ id }] }];
    writeFileSync(join(repository, ".pre-commit-config.yaml"), JSON.stringify({ repos }));
  };
  const stage = (text: string): void => {
    writeFileSync(join(repository, CONFIG), text);
    git(repository, "add", CONFIG);
  };
  const read = (): string => readFileSync(join(repository, CONFIG), "utf8");

  it("stops a bad commit, and says why", () => {
    stage(OPEN);
    const { status, stderr } = git(repository, "commit", "-m", "bad");
    expect(stderr).toContain(`${CONFIG}:5:16 error unauthenticated-pull`);
    expect(stderr).not.toContain("other.yml");
    expect(status).toBe(1);
  });

  it("lets a good commit pass, whatever is not staged", () => {
    stage(CLEAN);
    writeFileSync(join(repository, CONFIG), OPEN);
    expect(git(repository, "commit", "-m", "good").status).toBe(0);
    expect(read()).toBe(OPEN);
  });

  it("checks all files when asked", () => {
    expect(run("pre-commit", ["run", "--all-files"], { cwd: repository, env })).toMatchObject({
      status: 1,
      stdout: expect.stringContaining("1 error in 1 file"),
    });
  });

  it("fixes in place, and stops the commit until that is staged", () => {
    const config = readFileSync(join(repository, ".pre-commit-config.yaml"), "utf8");
    writeFileSync(join(repository, ".pre-commit-config.yaml"), config.replace("circlesec-lint", "circlesec-fix"));
    git(repository, "add", ".pre-commit-config.yaml");
    stage(OPEN);
    const { status, stderr } = git(repository, "commit", "-m", "bad");
    expect(stderr).toContain("files were modified by this hook");
    expect(status).toBe(1);
    expect(read()).toBe(CLEAN);
    git(repository, "add", ".");
    expect(git(repository, "commit", "-m", "good").status).toBe(0);
  });
});
