import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { describe, expect, it } from "vitest";
import { createDisk } from "../../src/io/disk.ts";
import { discover } from "../../src/io/discover.ts";
import { openRevision } from "../../src/io/revision.ts";
import { checkoutWith } from "../cli/checkout.ts";
import { commitAll } from "./git-repository.ts";

const FILES = {
  ".circleci/config.yml": "version: 2.1\n",
  ".circleci/more/jobs.yml": "jobs: {}\n",
  "a b/é.txt": "é\n",
  "image.bin": new Uint8Array([0, 1, 2]),
};

/** A commit, and a folder that has changed since. */
function committed() {
  const root = checkoutWith(FILES);
  symlinkSync("../.circleci/config.yml", join(root, "a b", "link.yml"));
  symlinkSync("loop", join(root, "loop"));
  symlinkSync("/etc/hostname", join(root, "outside"));
  commitAll(root);
  rmSync(join(root, ".circleci"), { recursive: true });
  mkdirSync(join(root, ".circleci"));
  writeFileSync(join(root, ".circleci", "new.yml"), "version: 2.1\n");
  return { root, old: openRevision("HEAD", { root, env: process.env, disk: createDisk() }) };
}

describe("a revision", () => {
  it("has the files of its commit, under today's paths", () => {
    const { root, old } = committed();
    expect(old.readText(join(root, ".circleci/config.yml"))).toBe("version: 2.1\n");
    expect(old.readText(join(root, "a b/é.txt"))).toBe("é\n");
    expect(old.kind(join(root, ".circleci/new.yml"))).toBeUndefined();
    expect(old.kind(join(root, ".circleci"))).toBe("folder");
    expect(old.list(join(root, "a b")).map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      "file link.yml",
      "file é.txt",
    ]);
  });

  it("follows links to its own files and no others", () => {
    const { root, old } = committed();
    expect(old.readText(join(root, "a b/link.yml"))).toBe("version: 2.1\n");
    expect(old.readInside(root, join(root, "outside"))).toBeUndefined();
    expect(old.kind(join(root, "loop"))).toBeUndefined();
  });

  it("gives no text for what is none, or lies outside", () => {
    const { root, old } = committed();
    expect(old.readInside(root, join(root, "image.bin"))).toBeUndefined();
    expect(old.readInside(root, join(dirname(root), "x"))).toBeUndefined();
    expect(() => old.readText(join(root, ".circleci/new.yml"))).toThrow("is not a file that is there");
  });

  it("is searched like a folder", () => {
    const { root, old } = committed();
    const { files } = discover([root], { cwd: root, disk: old });
    expect(files.map(({ shown }) => shown)).toEqual([".circleci/config.yml", ".circleci/more/jobs.yml"]);
  });

  it.each(["nowhere", "--output=x", "HEAD:.circleci"])("is not %s", (ref) => {
    const { root } = committed();
    expect(() => openRevision(ref, { root, env: process.env, disk: createDisk() })).toThrow(
      `git knows no revision \`${ref}\` here`,
    );
  });
});
