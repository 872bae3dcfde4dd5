import { describe, expect, it } from "vitest";
import { MAX_BYTES, decode } from "../../src/io/decode.ts";
import { UserError } from "../../src/user-error.ts";

const HELP = { help: "Save it as UTF-8, or leave it out" };

describe("what is no UTF-8", () => {
  it.each([
    ["UTF-16 with a byte-order mark", [0xff, 0xfe, 0x61, 0], "is text in UTF-16; only UTF-8 is read"],
    ["UTF-16 the other way round", [0xfe, 0xff, 0, 0x61], "is text in UTF-16; only UTF-8 is read"],
    ["UTF-16 without a mark", [...Buffer.from("version", "utf16le")], "is text in UTF-16; only UTF-8 is read"],
    ["a NUL byte", [0x61, 0, 0x62], "is no text: it holds NUL bytes"],
    ["UTF-16 with something else in it", [0x61, 0, 0x62, 0, 0x63, 0x64], "is no text: it holds NUL bytes"],
    ["Latin-1", [0x61, 0x0a, 0x0a, 0x61, 0xe9], "is no UTF-8 text: line 3 holds bytes of another encoding"],
    ["half a character", [0xc3, 0x0a], "is no UTF-8 text: line 1 holds bytes of another encoding"],
    ["half of a surrogate pair", [0xed, 0xa0, 0x80], "is no UTF-8 text: line 1 holds bytes of another encoding"],
  ])("is told apart: %s", (_, bytes, clause) => {
    expect(() => decode("a.yml", Buffer.from(bytes))).toThrow(new UserError(`\`a.yml\` ${clause}`, HELP));
  });
});

it("gives back what it reads, byte for byte", () => {
  for (const text of ["", "\uFEFFa\r\nb\r", "\uFFFD \u{10FFFF} \u0001"]) {
    expect(Buffer.from(decode("a.yml", Buffer.from(text)))).toEqual(Buffer.from(text));
  }
});

it("reads up to a size and no further", () => {
  expect(decode("a.yml", Buffer.alloc(MAX_BYTES, "#"))).toHaveLength(MAX_BYTES);
  expect(() => decode("a.yml", Buffer.alloc(MAX_BYTES + 1, "#"))).toThrow(
    "`a.yml` has 33 MiB; the most that is read is 32 MiB",
  );
});
