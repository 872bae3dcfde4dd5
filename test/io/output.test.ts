import { execFileSync } from "node:child_process";
import { constants, openSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openOutput } from "../../src/io/output.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A stream that keeps what it is given. */
function fakeStream() {
  const given: Buffer[] = [];
  const write = (text: string | Uint8Array, taken?: () => void): boolean => {
    given.push(Buffer.from(text));
    taken?.();
    return false;
  };
  return { given, stream: { fd: 1, isTTY: true, columns: 80, errored: new Error("gone"), write } };
}

function noStream(): never {
  throw new Error("no stream is needed");
}

test.skipIf(process.platform === "win32")("a file takes text without a stream", () => {
  const path = join(temporaryFolder(), "out.txt");
  const output = openOutput(openSync(path, "w"), noStream);
  let taken = 0;
  expect(output.write("one\n", () => (taken += 1))).toBe(true);
  expect(output.write("zwei: ü\n")).toBe(true);
  expect([taken, output.isTTY, output.errored]).toEqual([1, false, null]);
  expect(readFileSync(path, "utf8")).toBe("one\nzwei: ü\n");
});

test.skipIf(process.platform === "win32")(
  "what a full pipe does not take at once goes to the stream, not a byte twice",
  () => {
    const path = join(temporaryFolder(), "pipe");
    execFileSync("mkfifo", [path]);
    const pipe = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    const { given, stream } = fakeStream();
    const output = openOutput(pipe, () => stream);
    const text = Array.from({ length: 50_000 }, (_, line) => `${line} ü\n`).join("");
    expect(output.write(text)).toBe(false);
    expect(output.write("more")).toBe(false);
    expect(given.length).toBe(2);
    expect(output.errored).toBe(stream.errored);
    const rest = Buffer.concat(given);
    const before = Buffer.alloc(Buffer.byteLength(`${text}more`) - rest.length);
    expect(before.length).toBeGreaterThan(0);
    for (let read = 0; read < before.length;) read += readSync(pipe, before, { offset: read });
    expect(Buffer.concat([before, rest]).toString()).toBe(`${text}more`);
  },
);

test.skipIf(process.platform !== "linux")(
  "a device that is no file gets the stream, and one that takes nothing does not",
  () => {
    const { stream } = fakeStream();
    expect(openOutput(openSync("/dev/full", "w"), () => stream)).toBe(stream);
    expect(openOutput(openSync("/dev/null", "w"), noStream).write("nothing")).toBe(true);
  },
);
