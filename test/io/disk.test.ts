import nodeFs from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { createDisk, type Disk } from "../../src/io/disk.ts";
import { UserError } from "../../src/user-error.ts";
import { MAX_BYTES } from "../../src/io/decode.ts";
import { runOrThrow } from "../package/run.ts";
import { memoryDisk, memoryFs } from "./memory-disk.ts";
import { temporaryFolder } from "./temporary-folder.ts";

describe("readText", () => {
  it("keeps a byte-order mark and line endings", () => {
    expect(memoryDisk({ "/a.yml": "\uFEFFa: 1\r\n" }).readText("/a.yml")).toBe("\uFEFFa: 1\r\n");
  });

  it("says that a file is missing", () => {
    expect(() => memoryDisk({}).readText("/a.yml")).toThrow(new UserError("`/a.yml` does not exist"));
  });

  it("says that a folder is not a file", () => {
    expect(() => memoryDisk({ "/a/b": "" }).readText("/a")).toThrow(new UserError("`/a` is a folder, not a file"));
  });

  it("refuses a pipe and a device, which could keep it waiting for ever", () => {
    const folder = temporaryFolder();
    const pipe = join(folder, "pipe.yml");
    runOrThrow("mkfifo", [pipe], { cwd: folder });
    const help = "For text from another program: circlesec lint - < PATH";
    expect(() => createDisk().readText(pipe)).toThrow(new UserError(`\`${pipe}\` is a pipe, not a file`, { help }));
    expect(() => createDisk().readText("/dev/zero")).toThrow(
      new UserError("`/dev/zero` is a device or socket, not a file", { help }),
    );
  });

  it("refuses a large file before it reads it", () => {
    const file = join(temporaryFolder(), "large.yml");
    nodeFs.writeFileSync(file, "");
    nodeFs.truncateSync(file, MAX_BYTES + 1);
    const unread = createDisk({ ...nodeFs, readFileSync: failing("EIO") });
    expect(() => unread.readText(file)).toThrow(
      new UserError(`\`${file}\` has 33 MiB; the most that is read is 32 MiB`, { help: "Leave it out, or split it" }),
    );
  });

  it("says why a file cannot be read", () => {
    const disk = createDisk({ ...memoryFs({ "/a.yml": "" }), readFileSync: failing("EACCES") });
    expect(() => disk.readText("/a.yml")).toThrow(new UserError("`/a.yml` cannot be read: permission denied"));
  });

  it("lets an error pass that is not of the file system", () => {
    const mistake = new TypeError("ours");
    const disk = createDisk({
      ...memoryFs({ "/a.yml": "" }),
      readFileSync: () => {
        throw mistake;
      },
    });
    expect(() => disk.readText("/a.yml")).toThrow(mistake);
  });
});

describe("kind", () => {
  const fs = memoryFs({ "/a/file.yml": "" });
  fs.symlinkSync("/a", "/to-folder");
  fs.symlinkSync("/nowhere", "/to-nothing");
  fs.symlinkSync("/circle", "/circle");

  it.each([
    ["/a", "folder"],
    ["/a/file.yml", "file"],
    ["/to-folder", "folder"],
    ["/to-nothing", undefined],
    ["/circle", undefined],
    ["/missing", undefined],
    ["/a/file.yml/below", undefined],
  ])("of %s is %s", (path, kind) => {
    expect(createDisk(fs).kind(path)).toBe(kind);
  });

  it("is not guessed where we may not look", () => {
    const disk = createDisk({ ...nodeFs, statSync: failing("EACCES") });
    expect(() => disk.kind("/a")).toThrow(new UserError("`/a` cannot be read: permission denied"));
  });
});

describe("list", () => {
  it("sorts by code unit and tells files, folders and links apart", () => {
    const fs = memoryFs({ "/r/b.yml": "", "/r/B.yml": "", "/r/folder/x": "" });
    fs.symlinkSync("/r/b.yml", "/r/link-to-file");
    fs.symlinkSync("/r", "/r/link-to-folder");
    fs.symlinkSync("/nowhere", "/r/link-to-nothing");
    expect(createDisk(fs).list("/r")).toEqual([
      { name: "B.yml", kind: "file", isLink: false },
      { name: "b.yml", kind: "file", isLink: false },
      { name: "folder", kind: "folder", isLink: false },
      { name: "link-to-file", kind: "file", isLink: true },
      { name: "link-to-folder", kind: "other", isLink: true },
      { name: "link-to-nothing", kind: "other", isLink: true },
    ]);
  });

  it("says that a folder cannot be read", () => {
    const disk = createDisk({ ...nodeFs, readdirSync: failing("EACCES") });
    expect(() => disk.list("/r")).toThrow(new UserError("`/r` cannot be read: permission denied"));
  });
});

describe("replaceText on a real disk", () => {
  const disk = createDisk();
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = temporaryFolder();
    file = join(folder, "config.yml");
    nodeFs.writeFileSync(file, "before");
  });

  it("replaces the text and leaves nothing else behind", () => {
    disk.replaceText(file, "before", "\uFEFFäfter\r\n");
    expect(nodeFs.readFileSync(file, "utf8")).toBe("\uFEFFäfter\r\n");
    expect(nodeFs.readdirSync(folder)).toEqual(["config.yml"]);
  });

  it.each(["644", "600", "755", "666"])("keeps mode %s", (mode) => {
    nodeFs.chmodSync(file, mode);
    disk.replaceText(file, "before", "after");
    expect((nodeFs.statSync(file).mode & 0o7777).toString(8)).toBe(mode);
  });

  it.runIf(process.getuid?.() === 0)("keeps the owner when root runs it", () => {
    nodeFs.chownSync(file, 1234, 5678);
    disk.replaceText(file, "before", "after");
    expect(nodeFs.statSync(file)).toMatchObject({ uid: 1234, gid: 5678 });
  });

  it("writes through a symbolic link to a file elsewhere", () => {
    nodeFs.mkdirSync(join(folder, "links"));
    const link = join(folder, "links", "link.yml");
    nodeFs.symlinkSync("../config.yml", link);
    disk.replaceText(link, "before", "after");
    expect(nodeFs.readlinkSync(link)).toBe("../config.yml");
    expect(nodeFs.readFileSync(file, "utf8")).toBe("after");
  });

  it("refuses a file that changed since it was read", () => {
    nodeFs.writeFileSync(file, "changed");
    const message = `\`${file}\` changed after it was read, so it was left as it is`;
    const refusal = new UserError(message, { help: "Run again" });
    expect(() => disk.replaceText(file, "before", "after")).toThrow(refusal);
    expect(nodeFs.readFileSync(file, "utf8")).toBe("changed");
    expect(nodeFs.readdirSync(folder)).toEqual(["config.yml"]);
  });

  it("refuses a file that is gone", () => {
    nodeFs.rmSync(file);
    expect(() => disk.replaceText(file, "before", "after")).toThrow(new UserError(`\`${file}\` does not exist`));
  });

  it("refuses what is not a regular file", () => {
    expect(() => disk.replaceText(folder, "before", "after")).toThrow(
      new UserError(`\`${folder}\` is not a regular file`),
    );
  });

  it("says that a folder is read-only, and leaves the file", () => {
    nodeFs.chmodSync(folder, 0o555);
    const refusal = new UserError(`\`${file}\` cannot be written: permission denied`);
    expect(() => asNobody(() => disk.replaceText(file, "before", "after"))).toThrow(refusal);
    expect(nodeFs.readFileSync(file, "utf8")).toBe("before");
  });

  it("leaves a read-only file alone, although its folder can be written", () => {
    nodeFs.chmodSync(folder, 0o777);
    nodeFs.chmodSync(file, 0o444);
    const refusal = new UserError(`\`${file}\` cannot be written: permission denied`);
    expect(() => asNobody(() => disk.replaceText(file, "before", "after"))).toThrow(refusal);
    expect(nodeFs.readFileSync(file, "utf8")).toBe("before");
  });

  it.runIf(process.getuid?.() === 0)("leaves a file of another user alone, even where it may write to it", () => {
    nodeFs.chmodSync(folder, 0o777);
    nodeFs.chmodSync(file, 0o666);
    const message = `\`${file}\` belongs to another user, and would be yours once it is replaced`;
    const help = "Run as that user, or apply what `circlesec fix --diff` prints";
    const write = () => asNobody(() => createDisk({ ...nodeFs }).replaceText(file, "before", "after"));
    expect(write).toThrow(new UserError(message, { help }));
    expect(nodeFs.readFileSync(file, "utf8")).toBe("before");
  });

  it("gives a file with two names a new text under the one, as git does", () => {
    const other = join(folder, "other.yml");
    nodeFs.linkSync(file, other);
    disk.replaceText(file, "before", "after");
    expect(nodeFs.readFileSync(file, "utf8")).toBe("after");
    expect(nodeFs.readFileSync(other, "utf8")).toBe("before");
  });

  it.each(["writeFileSync", "fchmodSync", "fsyncSync", "renameSync"] as const)(
    "leaves the file as it was, and nothing else, when %s fails",
    (step) => {
      const full: Disk = createDisk({ ...nodeFs, [step]: failing("ENOSPC") });
      const refusal = new UserError(`\`${file}\` cannot be written: the disk is full`);
      expect(() => full.replaceText(file, "before", "after")).toThrow(refusal);
      expect(nodeFs.readFileSync(file, "utf8")).toBe("before");
      expect(nodeFs.readdirSync(folder)).toEqual(["config.yml"]);
    },
  );
});

function failing(code: string): () => never {
  return () => {
    throw Object.assign(new Error(code), { code });
  };
}

/** Root may write anywhere; other users run as themselves. */
function asNobody(action: () => void): void {
  if (process.getuid?.() !== 0) return action();
  process.seteuid?.(65_534);
  try {
    action();
  } finally {
    process.seteuid?.(0);
  }
}
