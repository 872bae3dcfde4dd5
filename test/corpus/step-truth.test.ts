import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type StepPull, jobRunsOf, originOf, readConfig, stepImagesOf } from "../../src/model/index.ts";
import { Source } from "../../src/source/source.ts";
import { parse } from "../../src/syntax/index.ts";
import { corpusTable, hasCorpus, whenCorpus } from "./corpus.ts";

/** What a person, and what the model, says of the pulls of one line. */
interface Line {
  readonly pulls: string;
  readonly login: string;
}

const rows = corpusTable("truth-shell.tsv").map(
  ({ file = "", line = "", pulls_from_hub = "", logged_in_before = "" }) => ({
    place: `${file}:${line}`,
    file,
    truth: { pulls: pulls_from_hub, login: logged_in_before },
  }),
);
const files = [...new Set(rows.map(({ file }) => file))];
const found = new Map(files.flatMap(linesOf));

/** Every line of a file that pulls something, as the model has it. */
function linesOf(file: string): [string, Line][] {
  const text = readFileSync(new URL(`../../../shared/corpus/files/${file}`, import.meta.url), "utf8");
  const source = new Source(file, text);
  const config = readConfig(parse(source));
  const pulls = new Map<number, StepPull[]>();
  for (const pull of jobRunsOf(config).flatMap((run) => stepImagesOf(config, run).pulls)) {
    const { line } = source.position(pull.span.start);
    pulls.set(line, [...(pulls.get(line) ?? []), pull]);
  }
  return [...pulls].map(([line, own]) => {
    const origins = own.map(originFromHub);
    const isLoggedIn = own.some(({ reliance, login }) => reliance !== "none" && login?.server === "docker-hub");
    const best = ["yes", "unknown"].find((origin) => origins.includes(origin)) ?? "no";
    return [`${file}:${line}`, { pulls: best, login: isLoggedIn ? "yes" : "no" }];
  });
}

function originFromHub(pull: StepPull): string {
  if (pull.isLocal !== "no") return pull.isLocal === "yes" ? "no" : "unknown";
  const origin = originOf(pull);
  return origin === "docker-hub" || origin === "docker-hub-alias" ? "yes" : origin === "other" ? "no" : "unknown";
}

const NOTHING: Line = { pulls: "no", login: "no" };

describe.skipIf(!hasCorpus)(`pulls and logins of steps ${whenCorpus}`, () => {
  test("are what a person read, line by line", () => {
    expect(rows.length).toBe(75);
    const wrong = rows.filter(({ place, truth }) => {
      const mine = found.get(place) ?? NOTHING;
      return mine.pulls !== truth.pulls || mine.login !== truth.login;
    });
    expect(wrong).toEqual([]);
  });

  test("are found nowhere else in those files", () => {
    const places = new Set(rows.map(({ place }) => place));
    const more = [...found].filter(([place, { pulls }]) => pulls === "yes" && !places.has(place));
    expect(more.map(([place]) => place)).toEqual([]);
  });

  test("have a precision and recall of at least 0.97", () => {
    const isHub = ({ pulls }: Line): boolean => pulls === "yes";
    const truly = rows.filter(({ truth }) => isHub(truth)).map(({ place }) => place);
    const mine = [...found].filter(([, line]) => isHub(line)).map(([place]) => place);
    const both = mine.filter((place) => truly.includes(place)).length;
    expect(truly.length).toBeGreaterThan(15);
    expect(both / mine.length).toBeGreaterThanOrEqual(0.97);
    expect(both / truly.length).toBeGreaterThanOrEqual(0.97);
  });
});
