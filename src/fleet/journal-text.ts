import { createHash } from "node:crypto";
import { UserError } from "../user-error.ts";
import type { JournalLine } from "./journal-line.ts";

/** Raised when a line means something that an older version would get wrong. */
const FORMAT = 1;
const SHAPE = /^(\d{1,4}) ([0-9a-f]{16}) (\{.*\})$/s;

/** A line with its format and checksum before it, and its line feed. */
export function writeLine(line: JournalLine): string {
  const json = JSON.stringify(line);
  return `${FORMAT} ${checksum(FORMAT, json)} ${json}\n`;
}

/** What a line says; `undefined` for one that is not whole. */
export function readLine(bytes: Buffer): JournalLine | undefined {
  const [, format = "", sum, json = ""] = SHAPE.exec(bytes.toString("utf8")) ?? [];
  if (sum === undefined || sum !== checksum(Number(format), json)) return undefined;
  if (Number(format) !== FORMAT) {
    throw new UserError(`the journal has format ${format}, and this circlesec knows format ${FORMAT}`, {
      help: "Use the version of circlesec that wrote it, or name another folder with --state",
    });
  }
  const line: JournalLine = JSON.parse(json);
  return line;
}

function checksum(format: number, json: string): string {
  return createHash("sha256").update(`${format} ${json}`).digest("hex").slice(0, 16);
}
