import { describe, expect, it } from "vitest";
import { toWantedReports } from "../../src/commands/wanted-reports.ts";
import { UserError } from "../../src/user-error.ts";

const place = { cwd: "/repo", read: ["/repo/.circleci/config.yml"], kept: ["/repo/known.txt"] };

function refusal(...values: readonly string[]): string {
  try {
    toWantedReports(values, place);
  } catch (error) {
    if (error instanceof UserError) return `${error.message}\n${error.help ?? ""}`;
    throw error;
  }
  return "";
}

describe("the reports that are asked for", () => {
  it("are the one for people where nothing is said", () => {
    expect(toWantedReports(undefined, place)).toEqual([{ format: "pretty", file: undefined, path: undefined }]);
  });

  it("are each in its own file, by the path as it was given", () => {
    expect(toWantedReports(["json=out/a=b.json", "jsonl=/tmp/b"], place)).toEqual([
      { format: "json", file: "out/a=b.json", path: "/repo/out/a=b.json" },
      { format: "jsonl", file: "/tmp/b", path: "/tmp/b" },
    ]);
  });

  it("may be the same format twice", () => {
    expect(toWantedReports(["json", "json=a", "json=b"], place)).toHaveLength(3);
  });

  it.each([
    [["json", "concise"], "--format json and --format concise cannot share one output"],
    [["json", "json"], "--format json and --format json cannot share one output"],
    [["json=a/../b", "jsonl=b"], "two reports cannot go to `b`"],
    [["json=.circleci/config.yml"], "`.circleci/config.yml` is to be linted, so no report can go there"],
    [["json=known.txt"], "`known.txt` holds something else, so no report can go there"],
    [["json=.circlesec.yml"], "`.circlesec.yml` holds something else, so no report can go there"],
    [["json=.git/HEAD"], "`.git/HEAD` holds something else, so no report can go there"],
    [["json="], "--format json= wants a file"],
    [["jsn"], "there is no format `jsn`\nDid you mean `json`?"],
    [["toString"], "there is no format `toString`\nFormats: pretty, "],
    [[""], "there is no format ``\n"],
  ])("%j are refused", (values, message) => {
    expect(refusal(...values)).toMatch(message);
  });
});
