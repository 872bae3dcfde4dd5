import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, it } from "vitest";
import { createDisk, type Disk } from "../../src/io/disk.ts";
import { walk } from "../../src/io/walk.ts";
import { memoryDisk, memoryFs } from "./memory-disk.ts";
import { temporaryFolder } from "./temporary-folder.ts";

it("reads `.gitignore` files of all levels, the deepest winning", () => {
  const disk = memoryDisk({
    "/r/.git/HEAD": "",
    "/r/.gitignore": "out.yml\nbuild/\n",
    "/r/keep/.gitignore": "!out.yml\n!build/\n",
    "/r/out.yml": "",
    "/r/build/a.yml": "",
    "/r/keep/out.yml": "",
    "/r/keep/build/b.yml": "",
    "/r/keep/build/deep/c.yml": "",
  });
  expect(yamlBelow(disk, "/r")).toEqual(["keep/build/b.yml", "keep/build/deep/c.yml", "keep/out.yml"]);
});

it("reads `.git/info/exclude`, which `.gitignore` wins over", () => {
  const disk = memoryDisk({
    "/r/.git/info/exclude": "a.yml\nb.yml\n",
    "/r/.gitignore": "!b.yml\n",
    "/r/a.yml": "",
    "/r/b.yml": "",
  });
  expect(yamlBelow(disk, "/r")).toEqual(["b.yml"]);
});

it("counts the `.gitignore` files above the walked folder, up to the root of the repository", () => {
  const disk = memoryDisk({
    "/.gitignore": "c.yml\n",
    "/r/.git/HEAD": "",
    "/r/.gitignore": "/sub/deep/a.yml\n",
    "/r/sub/.gitignore": "b.yml\n",
    "/r/sub/deep/a.yml": "",
    "/r/sub/deep/b.yml": "",
    "/r/sub/deep/c.yml": "",
  });
  expect(yamlBelow(disk, "/r/sub/deep")).toEqual(["c.yml"]);
});

it("walks a folder that git ignores if it is where the walk starts", () => {
  const disk = memoryDisk({
    "/r/.git/HEAD": "",
    "/r/.gitignore": "/out/\n",
    "/r/out/a/.gitignore": "c.yml\n",
    "/r/out/a/b.yml": "",
    "/r/out/a/c.yml": "",
  });
  expect(yamlBelow(disk, "/r")).toEqual([]);
  expect(yamlBelow(disk, "/r/out/a")).toEqual(["b.yml"]);
});

it("keeps the rules of a repository out of one that lies in it", () => {
  const disk = memoryDisk({
    "/r/.git/HEAD": "",
    "/r/.gitignore": "*.yml\n",
    "/r/a.yml": "",
    "/r/nested/.git": "gitdir: elsewhere\n",
    "/r/nested/b.yml": "",
    "/r/nested/c.yml": "",
    "/r/nested/.gitignore": "c.yml\n",
  });
  expect(yamlBelow(disk, "/r")).toEqual(["nested/b.yml"]);
});

it("gives each checkout in a plain folder its own rules", () => {
  const disk = memoryDisk({
    "/all/one/.git/HEAD": "",
    "/all/one/.gitignore": "a.yml\n",
    "/all/one/a.yml": "",
    "/all/two/.git/HEAD": "",
    "/all/two/a.yml": "",
  });
  expect(yamlBelow(disk, "/all")).toEqual(["two/a.yml"]);
});

it("ignores nothing outside of git", () => {
  expect(yamlBelow(memoryDisk({ "/r/.gitignore": "a.yml\n", "/r/a.yml": "" }), "/r")).toEqual(["a.yml"]);
});

it("ignores nothing because of a `.gitignore` that is not text", () => {
  const fs = memoryFs({ "/r/.git/HEAD": "", "/r/a.yml": "" });
  fs.writeFileSync("/r/.gitignore", Buffer.from([0xff, 0x0a]));
  expect(yamlBelow(createDisk(fs), "/r")).toEqual(["a.yml"]);
});

it("agrees with `git check-ignore`", () => {
  const root = temporaryFolder();
  const ignores = {
    ".gitignore":
      "# comment\n\n*.tmp.yml\n/anchored.yml\n/out\nlogs/**\n!logs/keep/\n**/gen/*.yml\n!gen/kept.yml\ndeep/**/x.yml\n",
    "sub/.gitignore":
      "\uFEFFfirst.yml\r\n/anchored.yml\r\nfolder/ \n!*.tmp.yml\n\\#hash.yml\n\\!bang.yml\na/b.yml\nq?[0-9].yml\ntrail\\ \n",
    "sub/sub/.gitignore": "*\n!.gitignore\n!*/\n!kept.yml\n",
    "odd[1] *!/.gitignore": "one.yml\n/two.yml\nx/\n",
    "#hash/.gitignore": "one.yml\n",
    "un/.gitignore": "!out\n!gen/*.yml\n",
  };
  const places = ["", "sub/", "sub/sub/", "sub/sub/deep/", "odd[1] *!/", "odd1 x!/", "#hash/", "un/", "un/more/"];
  const names = [
    "a.tmp.yml, anchored.yml, out/a.yml, logs/a.yml, logs/keep/a.yml, gen/a.yml, gen/kept.yml, deep/x.yml",
    "deep/y/z/x.yml, first.yml, folder/a.yml, #hash.yml, !bang.yml, a/b.yml, c/a/b.yml, qa1.yml, qab.yml",
    "trail /a.yml, kept.yml, one.yml, two.yml, x/a.yml, x/y/two.yml",
  ].flatMap((line) => line.split(", "));
  const files = places.flatMap((place) => names.map((name) => place + name)).sort();
  for (const [path, text] of [...Object.entries(ignores), ...files.map((path) => [path, ""] as const)]) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const git = (args: string[], input = ""): string =>
    execFileSync("git", ["-c", "core.excludesFile=", "-c", "core.ignoreCase=false", ...args], {
      cwd: root,
      input,
      env: { PATH: process.env["PATH"] },
      encoding: "utf8",
    });
  git(["init", "-q"]);
  writeFileSync(join(root, ".git/info/exclude"), "two.yml\n");
  const ignored = new Set(git(["check-ignore", "-z", "--stdin"], files.join("\0")).split("\0"));

  expect(yamlBelow(createDisk(), root)).toEqual(files.filter((path) => !ignored.has(path)));
});

function yamlBelow(disk: Disk, start: string): string[] {
  const folders = [...walk(disk, start)];
  const files = folders.flatMap(({ path, yamlFiles }) => yamlFiles.map((name) => relative(start, join(path, name))));
  return files.sort();
}
