import { describe, expect, it } from "vitest";
import { readChange, writeMessage } from "../../src/fleet/trailer.ts";

const CHANGE = "0f".repeat(32);

describe("the trailer of a commit", () => {
  it("is read from what was written, whatever git did to the end of lines", () => {
    const message = writeMessage("Authenticate image pulls", "Because of limits.\n", CHANGE);
    expect(message).toBe(`Authenticate image pulls\n\nBecause of limits.\n\nCirclesec-Change: ${CHANGE}\n`);
    for (const text of [message, message.trimEnd(), message.replaceAll("\n", "\r\n"), `${message}\n\n`]) {
      expect(readChange(text)).toBe(CHANGE);
    }
  });

  it("may stand between trailers of others", () => {
    expect(readChange(`A\n\nReviewed-by: B\nCirclesec-Change: ${CHANGE}\nSigned-off-by: C`)).toBe(CHANGE);
  });

  it("is nowhere but at the end, and whole", () => {
    expect(readChange(`A\n\nCirclesec-Change: ${CHANGE}\n\nmore`)).toBeUndefined();
    expect(readChange(`A\n\nCirclesec-Change: ${CHANGE.slice(1)}`)).toBeUndefined();
    expect(readChange(`A\n\n> Circlesec-Change: ${CHANGE}`)).toBeUndefined();
    expect(readChange("")).toBeUndefined();
  });
});
