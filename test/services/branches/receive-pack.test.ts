import { expect, test } from "vitest";
import { readReport, writePush } from "../../../src/services/branches/receive-pack.ts";

const [ONE, TWO] = ["1".repeat(40), "2".repeat(40)];

/** A line as the protocol has it: its length, itself included, and what it says. */
function line(text: string): string {
  return (Buffer.byteLength(text) + 4).toString(16).padStart(4, "0") + text;
}

test("a push that only deletes has no pack", () => {
  const sent = writePush([{ branch: "a", from: ONE, to: undefined }]).toString();
  expect(sent).toBe(`${line(`${ONE} ${"0".repeat(40)} refs/heads/a\0 report-status`)}0000`);
});

test("names of sha256 are pushed as such", () => {
  const sent = writePush([{ branch: "a", from: undefined, to: "3".repeat(64) }]).toString("latin1");
  expect(sent).toContain("object-format=sha256");
  expect(sent).toContain(`${"0".repeat(64)} ${"3".repeat(64)} refs/heads/a`);
});

test("more branches than one are moved all or none", () => {
  const updates = ["a", "b"].map((branch) => ({ branch, from: ONE, to: TWO }));
  expect(writePush(updates).toString("latin1")).toContain("refs/heads/a\0 report-status atomic");
});

test("a branch with letters of others is measured in bytes", () => {
  const sent = writePush([
    { branch: "a", from: ONE, to: TWO },
    { branch: "ü", from: ONE, to: undefined },
  ]);
  expect(sent.includes(`${line(`${ONE} ${"0".repeat(40)} refs/heads/ü`)}0000PACK`)).toBe(true);
});

test.each([
  [`${line("unpack ok\n")}${line("ok refs/heads/a\n")}0000`, undefined],
  [`${line("unpack ok\n")}${line("ng refs/heads/a hook declined\n")}0000`, "hook declined"],
  [`${line("unpack index-pack fail\n")}0000`, "unpack index-pack fail"],
  [`${line("unpack ok\n")}0000`, "no report"],
  ["", "no report"],
  ["<html>", "no report"],
  [line("ERR not allowed there"), "ERR not allowed there"],
])("the report %j means %j", (report, refusal) => {
  expect(readReport(Buffer.from(report))).toBe(refusal);
});
