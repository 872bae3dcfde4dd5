import { expect, it } from "vitest";
import { findGitRoot, readExcludes } from "../../src/io/git.ts";
import { memoryDisk } from "./memory-disk.ts";

it("finds the root from any depth", () => {
  const disk = memoryDisk({ "/r/.git/HEAD": "", "/r/a/b/c.yml": "" });
  expect(findGitRoot(disk, "/r/a/b")).toBe("/r");
});

it("finds the root at the very folder", () => {
  expect(findGitRoot(memoryDisk({ "/r/.git/HEAD": "" }), "/r")).toBe("/r");
});

it("takes the `.git` file of a worktree or submodule for a root", () => {
  const disk = memoryDisk({ "/r/.git/HEAD": "", "/r/sub/.git": "gitdir: ../.git/modules/sub\n", "/r/sub/a/b": "" });
  expect(findGitRoot(disk, "/r/sub/a")).toBe("/r/sub");
});

it("finds no root outside of git", () => {
  expect(findGitRoot(memoryDisk({ "/r/a.yml": "" }), "/r")).toBeUndefined();
});

it("reads the exclude file of a plain repository", () => {
  expect(readExcludes(memoryDisk({ "/r/.git/info/exclude": "secret/\n" }), "/r")).toBe("secret/\n");
});

it("reads the exclude file of a submodule from the folder that `.git` names", () => {
  const disk = memoryDisk({
    "/r/sub/.git": "gitdir: ../.git/modules/sub\n",
    "/r/.git/modules/sub/info/exclude": "own\n",
  });
  expect(readExcludes(disk, "/r/sub")).toBe("own\n");
});

it("reads the exclude file that a worktree shares with its repository", () => {
  const disk = memoryDisk({
    "/tree/.git": "gitdir: /r/.git/worktrees/tree\n",
    "/r/.git/worktrees/tree/commondir": "../..\n",
    "/r/.git/info/exclude": "shared\n",
  });
  expect(readExcludes(disk, "/tree")).toBe("shared\n");
});

it("reads nothing where there is no exclude file", () => {
  expect(readExcludes(memoryDisk({ "/r/.git/HEAD": "" }), "/r")).toBe("");
});
