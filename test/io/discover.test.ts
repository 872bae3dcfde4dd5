import { describe, expect, it } from "vitest";
import type { DirectoryJSON } from "memfs";
import { createDisk } from "../../src/io/disk.ts";
import { discover } from "../../src/io/discover.ts";
import { UserError } from "../../src/user-error.ts";
import { memoryDisk, memoryFs } from "./memory-disk.ts";

describe("without a path", () => {
  it("searches `.circleci/` of the repository around", () => {
    const files = { "/r/.git/HEAD": "", "/r/.circleci/config.yml": "", "/r/a/b/.circleci/other.yml": "" };
    expect(shown([], files, "/r/a/b")).toEqual(["../../.circleci/config.yml"]);
  });

  it("searches `.circleci/` of the current folder outside of git", () => {
    expect(shown([], tree("/r/.circleci/config.yml", "/r/circle.yml"))).toEqual([".circleci/config.yml"]);
  });

  it("says that there is no such folder", () => {
    expect(() => shown([], { "/r/.git/HEAD": "", "/r/a/b": "" }, "/r")).toThrow(
      new UserError("there is no `.circleci/` folder in `.`", {
        help: "Pass a file, or a folder that holds CircleCI configuration",
      }),
    );
  });

  it("says that the folder holds nothing", () => {
    expect(() => shown([], tree("/r/.circleci/README.md"))).toThrow(
      new UserError("no CircleCI configuration under `.circleci`", {
        help: "Pass a file, or a folder that holds `.circleci/`",
      }),
    );
  });

  it("searches it even where git ignores it", () => {
    const files = { "/r/.git/HEAD": "", "/r/.gitignore": ".*\n", "/r/.circleci/config.yml": "" };
    expect(shown([], files)).toEqual([".circleci/config.yml"]);
  });
});

describe("a file", () => {
  it("counts whatever its name, and as named", () => {
    const { files } = discover(["ci/pipeline.template"], {
      cwd: "/r",
      disk: memoryDisk(tree("/r/ci/pipeline.template")),
    });
    expect(files).toEqual([
      {
        path: "/r/ci/pipeline.template",
        shown: "ci/pipeline.template",
        repositoryPath: "ci/pipeline.template",
        named: true,
      },
    ]);
  });

  it("counts even where git ignores it", () => {
    const files = { "/r/.git/HEAD": "", "/r/.gitignore": "a.yml\n", "/r/a.yml": "" };
    expect(shown(["a.yml"], files)).toEqual(["a.yml"]);
  });

  it("is shown with its absolute path outside of the current folder", () => {
    expect(shown(["../other/a.yml", "/r/..b.yml"], tree("/other/a.yml", "/r/..b.yml"))).toEqual([
      "..b.yml",
      "/other/a.yml",
    ]);
  });

  it("counts once and as named, however often it is found", () => {
    const disk = memoryDisk(tree("/r/.circleci/config.yml"));
    const paths = [".", ".circleci/*.yml", "./.circleci/config.yml", "/r/.circleci", "."];
    expect(discover(paths, { cwd: "/r", disk }).files).toEqual([
      {
        path: "/r/.circleci/config.yml",
        shown: ".circleci/config.yml",
        repositoryPath: ".circleci/config.yml",
        named: true,
      },
    ]);
  });

  it("that does not exist is an error", () => {
    expect(() => shown(["missing.yml"], tree("/r/a"))).toThrow("`missing.yml` does not exist");
  });
});

describe("a folder", () => {
  it("holds configuration below `.circleci`, at any depth and in any spelling of the extension", () => {
    const files = tree(
      "/r/.circleci/config.yml",
      "/r/.circleci/parts/jobs.YAML",
      "/r/.circleci/parts/run.sh",
      "/r/services/api/.circleci/config.yaml",
      "/r/services/api/values.yml",
    );
    expect(shown(["."], files)).toEqual([
      ".circleci/config.yml",
      ".circleci/parts/jobs.YAML",
      "services/api/.circleci/config.yaml",
    ]);
  });

  it("holds `circle.yml`, and orbs of one file", () => {
    const files = tree("/r/old/circle.yml", "/r/orbs/orb.yml", "/r/orbs/other.yml");
    expect(shown(["."], files)).toEqual(["old/circle.yml", "orbs/orb.yml"]);
  });

  it("holds the sources of an orb next to and below `@orb.yml`", () => {
    const files = tree(
      "/r/src/@orb.yml",
      "/r/src/jobs/build.yml",
      "/r/src/commands/deep/a.yml",
      "/r/src/scripts/a.sh",
      "/r/src2/a.yml",
      "/r/a.yml",
    );
    expect(shown(["."], files)).toEqual(["src/@orb.yml", "src/commands/deep/a.yml", "src/jobs/build.yml"]);
  });

  it.each(["/r/.circleci", "/r/.circleci/parts", "/r/src/jobs"])("counts every YAML file in %s", (folder) => {
    const files = tree(`${folder}/a.yml`, `${folder}/deep/b.yml`, "/r/src/@orb.yml");
    expect(shown(["."], files, folder)).toEqual(["a.yml", "deep/b.yml"]);
  });

  it("is searched in hidden folders too, but not in `.git` and `node_modules`", () => {
    const files = tree(
      "/r/.hidden/.circleci/config.yml",
      "/r/.git/.circleci/config.yml",
      "/r/node_modules/x/.circleci/config.yml",
      "/r/.circleci/node_modules/a.yml",
    );
    expect(shown(["."], files)).toEqual([".hidden/.circleci/config.yml"]);
  });

  it("is searched without what git ignores", () => {
    const files = { ...tree("/r/.git/HEAD", "/r/a/.circleci/a.yml", "/r/b/.circleci/a.yml"), "/r/.gitignore": "b/" };
    expect(shown(["."], files)).toEqual(["a/.circleci/a.yml"]);
  });

  it("is searched without links to folders, so a circle of them ends", () => {
    const fs = memoryFs(tree("/r/.circleci/config.yml"));
    fs.symlinkSync("/r", "/r/.circleci/again");
    fs.symlinkSync("/r/.circleci/config.yml", "/r/.circleci/link.yml");
    expect(discover(["."], { cwd: "/r", disk: createDisk(fs) }).files.map((file) => file.shown)).toEqual([
      ".circleci/config.yml",
      ".circleci/link.yml",
    ]);
  });

  it("is searched without links that lead out of the repository", () => {
    const fs = memoryFs(
      tree("/r/.git/HEAD", "/r/.circleci/config.yml", "/r/shared.yml", "/elsewhere/a.yml", "/q/.git/x"),
    );
    fs.symlinkSync("/elsewhere/a.yml", "/r/.circleci/out.yml");
    fs.symlinkSync("../../elsewhere/a.yml", "/r/.circleci/up.yml");
    fs.symlinkSync("../shared.yml", "/r/.circleci/in.yml");
    fs.mkdirSync("/q/.circleci");
    fs.symlinkSync("/r/shared.yml", "/q/.circleci/config.yml");
    const find = (cwd: string, ...paths: string[]) =>
      discover(paths, { cwd, disk: createDisk(fs) }).files.map((file) => file.shown);
    expect(find("/r")).toEqual([".circleci/config.yml", ".circleci/in.yml"]);
    expect(find("/r", ".circleci/*.yml")).toEqual([".circleci/config.yml", ".circleci/in.yml"]);
    expect(find("/", ".")).toEqual(["r/.circleci/config.yml", "r/.circleci/in.yml"]);
    expect(find("/r", ".circleci/out.yml")).toEqual([".circleci/out.yml"]);
  });

  it("that is `.circleci/` itself may not lead out of the repository, unless it is named", () => {
    const fs = memoryFs(tree("/r/.git/HEAD", "/elsewhere/config.yml"));
    fs.symlinkSync("/elsewhere", "/r/.circleci");
    const find = (...paths: string[]) => discover(paths, { cwd: "/r", disk: createDisk(fs) }).files;
    expect(() => find()).toThrow("leads out of the repository");
    expect(find(".circleci").map((file) => file.shown)).toEqual([".circleci/config.yml"]);
  });

  it("may be a link when it is named", () => {
    const fs = memoryFs(tree("/elsewhere/.circleci/config.yml"));
    fs.mkdirSync("/r");
    fs.symlinkSync("/elsewhere", "/r/link");
    expect(discover(["link"], { cwd: "/r", disk: createDisk(fs) }).files[0]?.shown).toBe("link/.circleci/config.yml");
  });

  it("that holds nothing of CircleCI's is an error", () => {
    expect(() => shown(["services/"], tree("/r/services/values.yml"))).toThrow(
      new UserError("no CircleCI configuration under `services`", {
        help: "Pass a file, or a folder that holds `.circleci/`",
      }),
    );
  });

  it("is not what the user named when a file is found in it", () => {
    const { files } = discover(["."], { cwd: "/r", disk: memoryDisk(tree("/r/circle.yml")) });
    expect(files[0]?.named).toBe(false);
  });
});

describe("a glob", () => {
  const files = tree(
    "/r/ci/a.yml",
    "/r/ci/b.yaml",
    "/r/ci/c.json",
    "/r/ci/.hidden/d.yml",
    "/r/node_modules/e.yml",
    "/r/[x].yml",
    "/other/f.yml",
  );

  it.each([
    ["ci/*.yml", ["ci/a.yml"]],
    ["./ci/*", ["ci/a.yml", "ci/b.yaml"]],
    ["ci/[!b].*", ["ci/a.yml"]],
    ["c?/{a,b}.{yml,yaml}", ["ci/a.yml", "ci/b.yaml"]],
    ["ci/!(a).*", ["ci/b.yaml"]],
    ["{ci/.hidden,ci}/*.yml", ["ci/.hidden/d.yml", "ci/a.yml"]],
    ["**/*.yml", ["[x].yml", "ci/.hidden/d.yml", "ci/a.yml"]],
    ["+(ci|.hidden/)*/**/d.yml", ["ci/.hidden/d.yml"]],
    ["../other/*.yml", ["/other/f.yml"]],
    ["/other/*.yml", ["/other/f.yml"]],
  ])("%s matches YAML files", (glob, expected) => {
    expect(shown([glob], files)).toEqual(expected);
  });

  it("is a file's name first", () => {
    expect(discover(["[x].yml"], { cwd: "/r", disk: memoryDisk(files) }).files).toEqual([
      { path: "/r/[x].yml", shown: "[x].yml", repositoryPath: "[x].yml", named: true },
    ]);
  });

  it("matches nothing that git ignores", () => {
    const ignoring = { "/r/.git/HEAD": "", "/r/.gitignore": "b.yml", "/r/a.yml": "", "/r/b.yml": "" };
    expect(shown(["*.yml"], ignoring)).toEqual(["a.yml"]);
  });

  it.each(["*.json", "missing/*.yml", "ci/a.yml/*.yml", "a!.yml", "!ci/*.yml"])(
    "%s that matches nothing is an error",
    (glob) => {
      expect(() => shown([glob], files)).toThrow(new UserError(`no file matches \`${glob}\``));
    },
  );

  it("looks no deeper than it can match", () => {
    const disk = memoryDisk(files);
    const listed: string[] = [];
    const watched = { ...disk, list: (folder: string) => (listed.push(folder), disk.list(folder)) };
    discover(["ci/*.yml"], { cwd: "/r", disk: watched });
    expect(listed).toEqual(["/r/ci"]);
  });
});

function tree(...paths: string[]): DirectoryJSON {
  return Object.fromEntries(paths.map((path) => [path, ""]));
}

function shown(paths: readonly string[], files: DirectoryJSON, cwd = "/r"): string[] {
  return discover(paths, { cwd, disk: memoryDisk(files) }).files.map((file) => file.shown);
}
