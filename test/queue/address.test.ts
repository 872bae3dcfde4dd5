import { expect, test } from "vitest";
import { describeFault, readAddress } from "../../src/queue/address.ts";
import { UserError } from "../../src/user-error.ts";

test.each([
  ["redis://queue:6379/1", "ioredis", "redis://queue:6379"],
  ["rediss://me:secret@queue", "ioredis", "rediss://queue"],
  ["postgres://me:p%40ss@queue/fleet?sslmode=require", "pg", "postgres://queue"],
  ["postgresql://queue/fleet", "pg", "postgresql://queue"],
])("%s is read, and shown without who logs in", (text, driver, shown) => {
  expect(readAddress(text)).toEqual({ url: text, driver, shown });
});

test.each(["", "queue", "https://me:secret@queue", "redis:secret", "redis://:sec ret@", "amqp://me:secret@queue"])(
  "%j is no address, and is not repeated",
  (text) => {
    expect(() => readAddress(text)).toThrow(UserError);
    expect(() => readAddress(text)).not.toThrow(/secret/);
  },
);

test("a fault is told without the address and the password, however they are written", () => {
  const url = "redis://me:p%40ss%2Fword@queue";
  const address = readAddress(url);
  const fault = new Error(`no answer from ${url} for me:p%40ss%2Fword with p@ss/word\nand more`);
  expect(describeFault(fault, address)).toBe("no answer from … for me:… with …");
});
