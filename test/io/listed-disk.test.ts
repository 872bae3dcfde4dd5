import { expect, test } from "vitest";
import type { Disk } from "../../src/io/disk.ts";
import { createListedDisk } from "../../src/io/listed-disk.ts";
import { memoryDisk } from "./memory-disk.ts";

const FILES = {
  "/r/.git/HEAD": "",
  "/r/.circleci/config.yml": "version: 2.1\n",
  "/r/Dockerfile": "FROM node\n",
  "/r/infra/Dockerfile": "FROM redis\n",
  "/r/Bäcker": "FROM php\n",
};

/** The disk, and what it was asked beneath. */
function watchedDisk() {
  const asked: string[] = [];
  const disk = memoryDisk(FILES);
  const watched: Disk = {
    ...disk,
    kind: (path) => {
      asked.push(path);
      return disk.kind(path);
    },
    readInside: (folder, path) => {
      asked.push(path);
      return disk.readInside(folder, path);
    },
  };
  return { asked, disk: createListedDisk(watched) };
}

test("what a listing has shown not to be there is not looked for", () => {
  const { asked, disk } = watchedDisk();
  disk.list("/r");
  expect(disk.kind("/r/.circlesec.yml")).toBeUndefined();
  expect(disk.readInside("/r", "/r/compose.yml")).toBeUndefined();
  expect(disk.readInside("/r", "/r/docker/Dockerfile")).toBeUndefined();
  expect(asked).toEqual([]);
});

test("nor is what it has shown to be there", () => {
  const { asked, disk } = watchedDisk();
  disk.list("/r");
  expect(disk.kind("/r/.git")).toBe("folder");
  expect(disk.kind("/r/Dockerfile")).toBe("file");
  expect(asked).toEqual([]);
});

test("what was not listed is looked for, and what is there is read", () => {
  const { asked, disk } = watchedDisk();
  expect(disk.kind("/r/.git")).toBe("folder");
  disk.list("/r");
  expect(disk.readInside("/r", "/r/infra/Dockerfile")).toBe("FROM redis\n");
  expect(disk.kind("/r/infra/compose.yml")).toBeUndefined();
  expect(asked).toHaveLength(3);
});

test("what is neither file nor folder by its listing is looked for", () => {
  const asked: string[] = [];
  const disk = memoryDisk(FILES);
  const listed = createListedDisk({
    ...disk,
    list: () => [
      { name: ".git", kind: "folder", isLink: false },
      { name: "pipe", kind: "other", isLink: false },
    ],
    kind: (path) => {
      asked.push(path);
      return "file";
    },
  });
  listed.list("/r");
  expect(listed.kind("/r/pipe")).toBe("file");
  expect(asked).toEqual(["/r/pipe"]);
});

test("a name that a system may spell in another way is looked for", () => {
  const { asked, disk } = watchedDisk();
  disk.list("/r");
  for (const name of ["B\u0061\u0308cker", "DOCKERFILE", "Dockerfile.", "DOCKER~1"]) disk.kind(`/r/${name}`);
  expect(asked).toHaveLength(4);
});
