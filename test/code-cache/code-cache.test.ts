import {
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { Script } from "node:vm";
import { expect, test } from "vitest";
import { FolderCodeCache, codeFolder } from "../../src/code-cache/code-cache.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";

const SOURCE = Buffer.from("function f() { return 1 } f()");
const CODE = new Script(SOURCE.toString()).createCachedData();

/** What the first two runs do. */
function written(): { readonly folder: string; readonly file: string } {
  const folder = join(temporaryFolder(), "code/v1");
  for (let run = 0; run < 2; run += 1) {
    const cache = new FolderCodeCache(folder);
    cache.wants("a.cjs", SOURCE, () => CODE);
    cache.write();
  }
  return { folder, file: join(folder, "a.cjs") };
}

function read(folder: string, source = SOURCE): Buffer | undefined {
  return new FolderCodeCache(folder).read("a.cjs", source);
}

test("the first run of all makes the folder only, and no code", () => {
  const folder = join(temporaryFolder(), "code/v1");
  const cache = new FolderCodeCache(folder);
  let made = 0;
  cache.wants("a.cjs", SOURCE, () => {
    made += 1;
    return CODE;
  });
  cache.write();
  expect([made, readdirSync(folder)]).toEqual([0, []]);
});

test("the next run reads what one wrote", () => {
  const { folder } = written();
  expect(read(folder)).toEqual(CODE);
  expect(new FolderCodeCache(folder).read("b.cjs", SOURCE)).toBeUndefined();
  expect(readdirSync(folder)).toEqual(["a.cjs"]);
});

test("code of another text is not taken for that of this one, even if both are as long", () => {
  const { folder } = written();
  expect(read(folder, Buffer.from("function g() { return 2 } g()"))).toBeUndefined();
});

test("whatever bit is lost, the code counts for nothing", () => {
  const { folder, file } = written();
  const whole = readFileSync(file);
  for (let at = 0; at < whole.length; at += 7) {
    const damaged = Buffer.from(whole);
    damaged.writeUInt8((damaged.readUInt8(at) + 1) % 256, at);
    writeFileSync(file, damaged);
    expect(read(folder), `byte ${at}`).toBeUndefined();
  }
  writeFileSync(file, whole);
  expect(read(folder)).toEqual(CODE);
});

test.each([0, 1, 20, -1, -2])("a file that is cut to %d bytes counts for nothing", (length) => {
  const { folder, file } = written();
  truncateSync(file, length < 0 ? readFileSync(file).length + length : length);
  expect(read(folder)).toBeUndefined();
});

test.each([
  ["the folder, with others", (folder: string) => chmodSync(folder, 0o755)],
  ["the file, with others", (_: string, file: string) => chmodSync(file, 0o644)],
  [
    "the folder, through a link",
    (folder: string) => {
      renameSync(folder, `${folder}-real`);
      symlinkSync(`${folder}-real`, folder);
    },
  ],
])("code that is not alone its user's is not run: %s", (_, open) => {
  const { folder, file } = written();
  open(folder, file);
  expect(read(folder)).toBeUndefined();
});

test.runIf(process.getuid?.() === 0).each(["folder", "file"] as const)(
  "the %s of another user is not used",
  (which) => {
    const paths = written();
    chownSync(paths[which], 12_345, 12_345);
    expect(read(paths.folder)).toBeUndefined();
  },
);

test("a folder that cannot be made costs nothing", () => {
  const blocked = join(temporaryFolder(), "file");
  writeFileSync(blocked, "");
  const cache = new FolderCodeCache(join(blocked, "code/v1"));
  expect(cache.read("a.cjs", SOURCE)).toBeUndefined();
  cache.wants("a.cjs", SOURCE, () => CODE);
  expect(() => cache.write()).not.toThrow();
});

test("the code of the last versions is kept, and no more", () => {
  const base = join(temporaryFolder(), "code");
  for (let version = 0; version < 8; version += 1) {
    mkdirSync(base, { recursive: true });
    const cache = new FolderCodeCache(join(base, `0.${version}.0-abc-v20.20.2-linux-x64`));
    cache.wants("a.cjs", SOURCE, () => CODE);
    cache.write();
  }
  expect(readdirSync(base).length).toBeLessThanOrEqual(5);
  expect(readdirSync(base)).toContain("0.7.0-abc-v20.20.2-linux-x64");
});

test("what others keep in a folder of the name stays", () => {
  const base = join(temporaryFolder(), "code");
  const theirs = Array.from({ length: 8 }, (_, index) => `project${index}`);
  for (const name of theirs) mkdirSync(join(base, name), { recursive: true, mode: 0o700 });
  const cache = new FolderCodeCache(join(base, "0.1.0-abc-v20.20.2-linux-x64"));
  cache.wants("a.cjs", SOURCE, () => CODE);
  cache.write();
  expect(readdirSync(base)).toEqual(expect.arrayContaining(theirs));
});

test("a file that is in the way costs the other chunks nothing, and nothing is left over", () => {
  const { folder } = written();
  mkdirSync(join(folder, "b.cjs"));
  const cache = new FolderCodeCache(folder);
  for (const name of ["b.cjs", "c.cjs"]) cache.wants(name, SOURCE, () => CODE);
  cache.write();
  expect(readdirSync(folder)).toEqual(["a.cjs", "b.cjs", "c.cjs"]);
});

test("the environment says where code is kept, or that it is not", () => {
  expect(codeFolder({ CIRCLESEC_CACHE: "off" }, "1", "/base")).toBeUndefined();
  expect(codeFolder({}, "1", undefined)).toBeUndefined();
  expect(codeFolder({}, "1", "/base")).toMatch(/^\/base\/code\/1-v\d/);
  expect(codeFolder({ CIRCLESEC_CACHE: "/named" }, "1", "/base")).toMatch(/^\/named\/code\/1-v\d/);
  // A checkout could bring it along.
  for (const inside of [".cache", join(process.cwd(), ".cache"), process.cwd()]) {
    expect(codeFolder({ CIRCLESEC_CACHE: inside }, "1", "/base")).toMatch(/^\/base\/code\//);
  }
});
