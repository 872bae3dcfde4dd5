import { readFileSync } from "node:fs";
import process from "node:process";
import { describe, expect, it, test } from "vitest";
import { parse } from "yaml";
import { packOrb } from "../../tools/pack-orb.ts";
import { folderWith } from "../cli/checkout.ts";
import { pathOf } from "../package/run.ts";
import { run } from "../package/run.ts";
import { PACKED, SOURCES } from "./sources.ts";

interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly packed?: unknown;
  /** What our packer says, where packing fails. */
  readonly fails?: string;
}

/** What sources pack to, by a sentence. Ours and CircleCI's packer are held to them. */
const CASES: Readonly<Record<string, Case>> = {
  "merges all files of the root, whatever their names": {
    files: { "@orb.yml": "version: 2.1\ndescription: a", "more.yaml": "description: b" },
    packed: { version: 2.1, description: "b" },
  },
  "makes a folder a section, and a file in it an entry": {
    files: { "@orb.yml": "version: 2.1", "commands/say-hi.yml": "steps: [checkout]", "jobs/a.b.yaml": "steps: []" },
    packed: { version: 2.1, commands: { "say-hi": { steps: ["checkout"] } }, jobs: { "a.b": { steps: [] } } },
  },
  "adds a section's files to what the root says of it": {
    files: { "@orb.yml": "commands: { a: { steps: [] } }", "commands/b.yml": "steps: []" },
    packed: { commands: { a: { steps: [] }, b: { steps: [] } } },
  },
  "lets a file of the root that comes after a folder replace its section": {
    files: { "commands/b.yml": "steps: []", "last.yml": "commands: { a: { steps: [] } }" },
    packed: { commands: { a: { steps: [] } } },
  },
  "takes deeper folders for order alone": {
    files: { "commands/aws/login.yml": "steps: []", "commands/aws/eu/push.yml": "steps: []" },
    packed: { commands: { login: { steps: [] }, push: { steps: [] } } },
  },
  "fails on two files that give one name": {
    files: { "commands/login.yml": "steps: []", "commands/aws/login.yml": "steps: []" },
    fails: "give `login`",
  },
  "merges a file with an @ where it stands": {
    files: { "commands/@shared.yml": "a: { steps: [] }", "commands/b.yml": "steps: []" },
    packed: { commands: { a: { steps: [] }, b: { steps: [] } } },
  },
  "takes no notice of other files, hidden ones and folders without YAML": {
    files: {
      "@orb.yml": "version: 2.1",
      ".a.yml": "b: c",
      "README.md": "d",
      "scripts/x.sh": "e",
      "jobs/.f.yml": "g: h",
    },
    packed: { version: 2.1 },
  },
  "takes an empty file for nothing": {
    files: { "@orb.yml": "version: 2.1", "commands/empty.yml": "# nothing yet\n" },
    packed: { version: 2.1, commands: { empty: {} } },
  },
  "fails on a file that is a list": { files: { "@orb.yml": "- a" }, fails: "is no map" },
  "fails on a key that stands twice": { files: { "@orb.yml": "version: 2.1\nversion: 2.1" }, fails: "must be unique" },
  "reads yes, no, on and off without quotes as booleans, but no y and n, and no key": {
    files: { "@orb.yml": 'a: [yes, No, ON, off, y, n, "yes", true]\non: { no: "off" }' },
    packed: { a: [true, false, true, false, "y", "n", "yes", true], on: { no: "off" } },
  },
  "puts the text of a file in the place of an include": {
    files: { "commands/a.yml": "steps: [{ run: << include(scripts/a.sh) >> }]", "scripts/a.sh": "a\nb\n" },
    packed: { commands: { a: { steps: [{ run: "a\nb\n" }] } } },
  },
  "includes several files, in the middle of a text, in each spelling": {
    files: {
      "jobs/a.yml": "x: say <<include(a)>> and << include(b.txt >>",
      a: "$& one",
      "b.txt": "<<include(a)>> << two",
    },
    packed: { jobs: { a: { x: String.raw`say $& one and \<<include(a)>> \<< two` } } },
  },
  "includes nothing outside of commands, jobs and executors": {
    files: { "@orb.yml": "description: <<include(a)>>", "examples/a.yml": "usage: { x: <<include(a)>> }", a: "text" },
    packed: { description: "<<include(a)>>", examples: { a: { usage: { x: "<<include(a)>>" } } } },
  },
  "fails on an include of a file that is not there": {
    files: { "executors/a.yml": "x: <<include(scripts/none.sh)>>" },
    fails: "none.sh",
  },
  "resolves the anchors of a file": {
    files: { "commands/a.yml": "x: &x { y: 1 }\nz: *x\nw: { <<: *x }" },
    packed: { commands: { a: { x: { y: 1 }, z: { y: 1 }, w: { y: 1 } } } },
  },
};

test.each(Object.entries(CASES))("packing %s", (_, { files, packed, fails }) => {
  const folder = folderWith(files);
  if (fails !== undefined) expect(() => packOrb(folder)).toThrow(fails);
  else expect(parse(packOrb(folder))).toEqual(packed);
});

it("packs to what is committed", () => {
  expect(parse(readFileSync(PACKED, "utf8"))).toEqual(parse(packOrb(SOURCES)));
});

const hasPacker = pathOf("circleci") !== undefined;
const whenPacker = hasPacker ? "beside `circleci orb pack`" : "beside `circleci orb pack` (skipped: no circleci)";
if (!hasPacker) process.stderr.write("skipped: packing beside CircleCI's own packer, because circleci is missing\n");

describe.skipIf(!hasPacker)(whenPacker, () => {
  const official = (folder: string) => run("circleci", ["orb", "pack", folder], { cwd: folder });

  it("packs the orb to the same", () => {
    const { status, stdout } = official(SOURCES);
    expect(status).toBe(0);
    expect(parse(stdout)).toEqual(parse(packOrb(SOURCES)));
  });

  test.each(Object.entries(CASES))("packing %s", (_, { files, packed, fails }) => {
    const { status, stdout } = official(folderWith(files));
    if (fails !== undefined) expect(status).not.toBe(0);
    else expect(parse(stdout)).toEqual(packed);
  });
});
