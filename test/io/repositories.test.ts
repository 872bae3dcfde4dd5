import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createDisk } from "../../src/io/disk.ts";
import { Repositories } from "../../src/io/repositories.ts";
import { memoryDisk } from "./memory-disk.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const FILES = {
  "/repo/.circleci/config.yml": "",
  "/repo/.circleci/parts/jobs.yml": "",
  "/repo/Dockerfile": "FROM a",
  "/repo/ci/F": "FROM b",
  "/repo/inner/.circleci/config.yml": "",
  "/repo/inner/Dockerfile": "FROM c",
  "/repo/.git/HEAD": "",
  "/repo/src/jobs/x.yml": "",
  "/lone/x.yml": "",
  "/lone/Dockerfile": "FROM d",
  "/Dockerfile": "FROM root",
};

test.each([
  ["/repo/.circleci/config.yml", "Dockerfile", "FROM a"],
  ["/repo/.circleci/config.yml", "ci/F", "FROM b"],
  ["/repo/.circleci/parts/jobs.yml", "Dockerfile", "FROM a"],
  ["/repo/inner/.circleci/config.yml", "Dockerfile", "FROM c"],
  ["/repo/src/jobs/x.yml", "Dockerfile", "FROM a"],
  ["/lone/x.yml", "Dockerfile", "FROM d"],
  ["/repo/.circleci/config.yml", "../Dockerfile", undefined],
  ["/repo/.circleci/config.yml", "ci", undefined],
  ["/repo/.circleci/config.yml", "nothing", undefined],
])("%s sees %s as %s", (config, path, text) => {
  expect(new Repositories(memoryDisk(FILES)).around(config).read(path)).toBe(text);
});

test("a file is read once in a run", () => {
  let times = 0;
  const disk = memoryDisk(FILES);
  const counting = {
    ...disk,
    readInside: (folder: string, path: string) => ((times += 1), disk.readInside(folder, path)),
  };
  const repositories = new Repositories(counting);
  for (const config of ["/repo/.circleci/config.yml", "/repo/.circleci/parts/jobs.yml"]) {
    repositories.around(config).read("Dockerfile");
    repositories.around(config).read("nothing");
  }
  expect(times).toBe(2);
});

test("links that lead out of the repository, binary files and huge files are not read", () => {
  const root = temporaryFolder();
  mkdirSync(join(root, "repo/.circleci"), { recursive: true });
  writeFileSync(join(root, "outside"), "secret");
  writeFileSync(join(root, "repo/inside"), "text");
  writeFileSync(join(root, "repo/binary"), Buffer.from([0, 255, 1]));
  writeFileSync(join(root, "repo/huge"), "x".repeat(1_048_577));
  symlinkSync(join(root, "outside"), join(root, "repo/out"));
  symlinkSync("inside", join(root, "repo/in"));
  symlinkSync("loop", join(root, "repo/loop"));
  const repository = new Repositories(createDisk()).around(join(root, "repo/.circleci/config.yml"));
  const seen = ["inside", "in", "out", "binary", "huge", "loop"].map((path) => repository.read(path));
  expect(seen).toEqual(["text", "text", undefined, undefined, undefined, undefined]);
});
