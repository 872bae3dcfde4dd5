import { describe, expect, it } from "vitest";
import { SettingsFiles, isSettingsPath } from "../../src/io/settings-files.ts";
import { UserError } from "../../src/user-error.ts";
import { memoryDisk } from "./memory-disk.ts";

/** The settings file for what lies in a folder, on a disk with these files. */
function nearest(folder: string, files: readonly string[], cwd = "/elsewhere"): string | undefined {
  const disk = memoryDisk(Object.fromEntries([...files, "/elsewhere/x"].map((path) => [path, ""])));
  return new SettingsFiles(disk, cwd).nearest(folder);
}

describe("the settings file around a folder", () => {
  it.each([".circlesec.yml", ".circlesec.yaml", ".circlesec.json", ".circlesec.js", ".circlesec.mjs"])(
    "can be %s",
    (name) => {
      expect(nearest("/r/.circleci", ["/r/.git/HEAD", `/r/${name}`, "/r/.circleci/config.yml"])).toBe(`/r/${name}`);
    },
  );

  it("is the closest one", () => {
    const files = ["/r/.git/HEAD", "/r/.circlesec.yml", "/r/a/.circlesec.yaml", "/r/a/.circleci/config.yml"];
    expect(nearest("/r/a/.circleci", files)).toBe("/r/a/.circlesec.yaml");
  });

  it("lies in the repository, not above it", () => {
    const files = ["/.circlesec.yml", "/r/.git/HEAD", "/r/.circleci/config.yml"];
    expect(nearest("/r/.circleci", files)).toBeUndefined();
    expect(nearest("/r/.circleci", files, "/")).toBeUndefined();
  });

  it("lies in the worktree, whose .git is a file", () => {
    expect(nearest("/w/a", ["/.circlesec.yml", "/w/.git", "/w/a/x"])).toBeUndefined();
  });

  it("is no folder of that name", () => {
    expect(nearest("/r", ["/r/.git/HEAD", "/r/.circlesec.yml/x"])).toBeUndefined();
  });
});

describe("outside of git the search ends", () => {
  const files = ["/.circlesec.yml", "/a/.circlesec.yml", "/a/b/.circleci/x/config.yml", "/a/b/c/config.yml"];

  it("at the current folder", () => {
    expect(nearest("/a/b/c", files, "/a")).toBe("/a/.circlesec.yml");
    expect(nearest("/a/b/c", files, "/a/b")).toBeUndefined();
  });

  it("at what holds `.circleci/`, even from within it", () => {
    const own = [...files, "/a/b/.circlesec.yml"];
    expect(nearest("/a/b/.circleci/x", own)).toBe("/a/b/.circlesec.yml");
    expect(nearest("/a/b/.circleci/x", own, "/a/b/.circleci/x")).toBe("/a/b/.circlesec.yml");
    expect(nearest("/a/b/.circleci/x", files)).toBeUndefined();
  });

  it("at the folder itself for other files elsewhere", () => {
    expect(nearest("/a/b/c", files)).toBeUndefined();
    expect(nearest("/a/b/c", [...files, "/a/b/c/.circlesec.json"])).toBe("/a/b/c/.circlesec.json");
  });
});

it("two settings files in one folder are an error that names both", () => {
  const files = ["/r/.git/HEAD", "/r/a/.circlesec.yml", "/r/a/.circlesec.json", "/r/a/b/x"];
  expect(() => nearest("/r/a/b", files, "/r")).toThrow(
    new UserError("both `.circlesec.yml` and `.circlesec.json` are in `a`", { help: "Keep one of them" }),
  );
});

it.each([
  ["/r/.circlesec.yml", true],
  ["/r/.circleci/.circlesec.json", true],
  ["/r/circlesec.yml", false],
])("%s is a settings file: %s", (path, expected) => {
  expect(isSettingsPath(path)).toBe(expected);
});
