import { Writable } from "node:stream";
import { expect, it } from "vitest";
import type { Host } from "../../src/commands/host.ts";
import { Outlet } from "../../src/commands/outlet.ts";

const LONG = "x".repeat(70_000);

/** A stream whose reader takes a piece only when it is told to. */
function slowStream(isTTY = false) {
  const pieces: string[] = [];
  let take = (): void => undefined;
  const stream = new Writable({
    decodeStrings: false,
    write: (piece: string, _, done) => {
      pieces.push(piece);
      take = () => {
        take = () => undefined;
        done();
      };
    },
  });
  return { stream: Object.assign(stream, { isTTY }) as unknown as Host["stdout"], pieces, take: () => take() };
}

it("gathers small pieces, and waits for the reader of a large one", async () => {
  const { stream, pieces, take } = slowStream();
  const outlet = new Outlet(stream, { waits: false, prepare: () => undefined });
  await outlet.add("a");
  await outlet.add("b");
  expect(pieces).toEqual([]);
  let isReady = false;
  const added = outlet.add(LONG).then(() => (isReady = true));
  await new Promise(setImmediate);
  expect(pieces).toEqual([`ab${LONG}`]);
  expect(isReady).toBe(false);
  take();
  await added;
});

it("writes nothing before the end where that is asked for, and then all of it in order", async () => {
  const { stream, pieces, take } = slowStream();
  const outlet = new Outlet(stream, { waits: true, prepare: () => undefined });
  for (const text of [LONG, "a", LONG, "b"]) await outlet.add(text);
  expect(pieces).toEqual([]);
  const flushed = outlet.flush();
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise(setImmediate);
    take();
  }
  await flushed;
  expect(pieces.join("")).toBe(`${LONG}a${LONG}b`);
});

it("shows a person each piece at once, the line of progress taken away first", async () => {
  const { stream, pieces } = slowStream(true);
  const outlet = new Outlet(stream, { waits: false, prepare: () => pieces.push("cleared") });
  await outlet.add("");
  expect(pieces).toEqual([]);
  await outlet.add("a");
  expect(pieces).toEqual(["cleared", "a"]);
});
