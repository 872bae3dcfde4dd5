import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import process from "node:process";
import { expect, it } from "vitest";
import { createDisk } from "../../src/io/disk.ts";
import { discoverStaged } from "../../src/io/discover.ts";
import { Repositories } from "../../src/io/repositories.ts";
import { readStaged } from "../../src/io/staged.ts";
import { CONFIG, type Files, checkoutWith, folderWith } from "../cli/checkout.ts";
import { runOrThrow } from "../package/run.ts";

const ENV = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")));

function git(cwd: string, ...args: string[]): string {
  return runOrThrow("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd });
}

/** A checkout with a commit of these files. */
function committed(files: Files): string {
  const root = checkoutWith(files);
  git(root, "add", "--force", ".");
  git(root, "commit", "--quiet", "--message", "first");
  return root;
}

function write(root: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(root, name, ".."), { recursive: true });
    writeFileSync(join(root, name), content);
  }
}

function stagedIn(cwd: string, env: NodeJS.ProcessEnv = ENV) {
  return readStaged({ cwd, env, disk: createDisk() });
}

/** What `lint --staged` would read, as paths are shown. */
function foundIn(cwd: string, paths: readonly string[] = []): string[] {
  return discoverStaged(paths, cwd, stagedIn(cwd)).files.map(({ shown }) => shown);
}

it("reads what is staged, not what stands in the working tree", () => {
  const root = committed({ [CONFIG]: "a: 1\n" });
  write(root, { [CONFIG]: "a: 2\n" });
  git(root, "add", ".");
  write(root, { [CONFIG]: "a: 3\n" });
  expect(stagedIn(root).disk.readText(join(root, CONFIG))).toBe("a: 2\n");
});

it("finds the CircleCI files of the whole repository that a commit would add or change", () => {
  const root = committed({ [CONFIG]: "a: 1\n", ".circleci/same.yml": "a: 1\n", "x.yml": "a: 1\n" });
  write(root, { [CONFIG]: "a: 2\n", "x.yml": "a: 2\n", "sub/.circleci/new.yml": "a: 1\n", "sub/circle.yml": "a: 1\n" });
  git(root, "add", ".");
  write(root, { ".circleci/not-staged.yml": "a: 1\n" });
  expect(foundIn(root)).toEqual([CONFIG, "sub/.circleci/new.yml", "sub/circle.yml"]);
});

it("finds them from a folder below, as that folder calls them", () => {
  const root = committed({ [CONFIG]: "a: 1\n", "sub/x": "" });
  write(root, { [CONFIG]: "a: 2\n" });
  git(root, "add", ".");
  expect(foundIn(join(root, "sub"))).toEqual([`../${CONFIG}`]);
});

it("keeps to the paths that are given, and to what is staged of them", () => {
  const root = committed({ "a/circle.yml": "a: 1\n", "b/circle.yml": "a: 1\n", "c/circle.yml": "a: 1\n" });
  write(root, { "a/circle.yml": "a: 2\n", "b/circle.yml": "a: 2\n" });
  git(root, "add", ".");
  expect(foundIn(root, ["a", "c/circle.yml"])).toEqual(["a/circle.yml"]);
  expect(foundIn(root, ["*/circle.yml"])).toEqual(["a/circle.yml", "b/circle.yml"]);
});

it("works before the first commit", () => {
  const root = checkoutWith({ [CONFIG]: "a: 1\n" });
  expect(foundIn(root)).toEqual([]);
  git(root, "add", ".");
  expect(foundIn(root)).toEqual([CONFIG]);
});

it("works in a worktree", () => {
  const root = committed({ [CONFIG]: "a: 1\n" });
  const tree = join(folderWith({}), "tree");
  git(root, "worktree", "add", "--quiet", tree);
  write(tree, { [CONFIG]: "a: 2\n" });
  git(tree, "add", ".");
  expect(foundIn(tree)).toEqual([CONFIG]);
  expect(foundIn(root)).toEqual([]);
});

it("reads the index that the environment names, by a path from the root, in folders below too", () => {
  const root = committed({ [CONFIG]: "a: 1\n", "sub/x": "" });
  write(root, { [CONFIG]: "a: 2\n" });
  runOrThrow("git", ["add", "."], { cwd: root, env: { GIT_INDEX_FILE: ".git/other-index" } });
  const { changed, disk } = stagedIn(join(root, "sub"), { ...ENV, GIT_INDEX_FILE: ".git/other-index" });
  expect([...changed]).toContain(join(root, CONFIG));
  expect(disk.readText(join(root, CONFIG))).toBe("a: 2\n");
  expect(foundIn(root)).toEqual([]);
});

it("counts a renamed file by its new name, and a removed one not at all", () => {
  const root = committed({ [CONFIG]: "a: 1\n".repeat(50), "gone/circle.yml": "a: 1\n" });
  git(root, "config", "diff.renames", "copies");
  git(root, "mv", CONFIG, ".circleci/moved.yml");
  git(root, "rm", "--quiet", "gone/circle.yml");
  expect(foundIn(root)).toEqual([".circleci/moved.yml"]);
});

it.each(["a b.yml", 'q"uote.yml', "new\nline.yml", "tab\t.yml", "ü😀.yml", "-dash.yml", "back\\slash.yml"])(
  "reads a file named %j",
  (name) => {
    const root = checkoutWith({ [`.circleci/${name}`]: "a: 1\n" });
    git(root, "add", ".");
    const { changed, disk } = stagedIn(root);
    expect([...changed]).toEqual([join(root, ".circleci", name)]);
    expect(disk.readText(join(root, ".circleci", name))).toBe("a: 1\n");
    expect(foundIn(root)).toHaveLength(1);
  },
);

it("takes what git tracks, ignored or not", () => {
  const root = committed({ ".gitignore": "*.yml\n", [CONFIG]: "a: 1\n" });
  write(root, { [CONFIG]: "a: 2\n" });
  git(root, "add", ".");
  expect(foundIn(root)).toEqual([CONFIG]);
});

it("sees the repository around a config as it is staged, through links that stay in it", () => {
  const root = checkoutWith({ [CONFIG]: "a: 1\n", "docker/Dockerfile": "FROM staged\n", secret: "x\n" });
  symlinkSync("docker", join(root, "linked"));
  symlinkSync("loop", join(root, "loop"));
  symlinkSync("../secret", join(root, "docker/out"));
  symlinkSync(join(root, "secret"), join(root, "absolute"));
  symlinkSync("../../outside", join(root, "docker/outside"));
  writeFileSync(join(root, "binary"), Uint8Array.of(0, 255));
  writeFileSync(join(root, "big"), "x".repeat(2 ** 20 + 1));
  git(root, "add", ".");
  write(root, { "docker/Dockerfile": "FROM working-tree\n", "docker/not-staged": "x\n" });
  const repository = new Repositories(stagedIn(root).disk).around(join(root, CONFIG));
  expect(repository.read("docker/Dockerfile")).toBe("FROM staged\n");
  expect(repository.read("linked/Dockerfile")).toBe("FROM staged\n");
  expect(repository.read("docker/out")).toBe("x\n");
  const nothing = ["docker/not-staged", "loop", "absolute", "docker/outside", "binary", "big", "docker", "../x"];
  expect(nothing.filter((path) => repository.read(path) !== undefined)).toEqual([]);
});

it("knows files, folders and nothing, of the working tree by the index and beyond it by the disk", () => {
  const outside = folderWith({ "x.yml": "out\n" });
  const root = checkoutWith({ [CONFIG]: "a: 1\n" });
  git(root, "add", ".");
  write(root, { "not-staged/x": "" });
  const { disk } = stagedIn(root);
  const kinds = [".", ".circleci", CONFIG, "not-staged", ".git", relative(root, join(outside, "x.yml"))];
  expect(kinds.map((path) => disk.kind(join(root, path)))).toEqual([
    "folder",
    "folder",
    "file",
    undefined,
    "folder",
    "file",
  ]);
  expect(disk.readText(join(outside, "x.yml"))).toBe("out\n");
  expect(disk.list(root)).toEqual([{ name: ".circleci", kind: "folder", isLink: false }]);
});

it("leaves out a file of which a merge has several versions", () => {
  const root = committed({ [CONFIG]: "a: 1\n" });
  git(root, "checkout", "--quiet", "-b", "other");
  write(root, { [CONFIG]: "a: 2\n" });
  git(root, "commit", "--quiet", "--all", "--message", "other");
  git(root, "checkout", "--quiet", "-");
  write(root, { [CONFIG]: "a: 3\n" });
  git(root, "commit", "--quiet", "--all", "--message", "this");
  expect(() => git(root, "merge", "--quiet", "other")).toThrow("CONFLICT");
  expect(foundIn(root)).toEqual([]);
});

it("replaces a file of the working tree only if it has the text that is staged", () => {
  const root = checkoutWith({ [CONFIG]: "a: 1\n" });
  git(root, "add", ".");
  const { disk } = stagedIn(root);
  const path = join(root, CONFIG);
  disk.replaceText(path, "a: 1\n", "a: 2\n");
  expect(createDisk().readText(path)).toBe("a: 2\n");
  expect(() => disk.replaceText(path, "a: 1\n", "a: 4\n")).toThrow("is not what is staged");
  expect(createDisk().readText(path)).toBe("a: 2\n");
});

it("says so where there is no working tree of git", () => {
  expect(() => stagedIn(folderWith({ "a.yml": "" }))).toThrow("git failed: not a git repository");
  const bare = folderWith({});
  git(bare, "init", "--quiet", "--bare");
  expect(() => stagedIn(bare)).toThrow("git failed: this operation must be run in a work tree");
});

it("says so where there is no git, or a broken repository", () => {
  const root = checkoutWith({ [CONFIG]: "a: 1\n" });
  expect(() => stagedIn(root, { PATH: root })).toThrow("git is not installed");
  rmSync(join(root, ".git/HEAD"));
  expect(() => stagedIn(root)).toThrow("git failed: not a git repository");
});
