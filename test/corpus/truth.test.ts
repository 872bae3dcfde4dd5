import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readConfig } from "../../src/model/index.ts";
import { Source } from "../../src/source/source.ts";
import { parse } from "../../src/syntax/index.ts";
import { corpusTable, hasCorpus, whenCorpus } from "./corpus.ts";

interface Site {
  readonly line: number;
  readonly registry: string;
  readonly auth: string;
}

function sitesOf(file: string): Site[] {
  const text = readFileSync(new URL(`../../../shared/corpus/files/${file}`, import.meta.url), "utf8");
  const source = new Source(file, text);
  return readConfig(parse(source)).pullSites.map((site) => ({
    line: source.position(site.pair.key?.span.start ?? 0).line,
    registry: [...site.registries].join("+"),
    auth: site.uses.every((use) => use.auth) ? "yes" : site.uses.every((use) => use.cloudAuth) ? "aws_auth" : "no",
  }));
}

describe.skipIf(!hasCorpus)(`pull sites ${whenCorpus}`, () => {
  const truth = corpusTable("truth.tsv");
  const files = [...new Set(truth.map(({ file = "" }) => file))];
  const found = new Map(hasCorpus ? files.map((file) => [file, sitesOf(file)] as const) : []);

  test("are found where a person found them, and nowhere else", () => {
    expect(files.length).toBe(30);
    for (const file of files) {
      const expected = truth.filter((row) => row["file"] === file).map(({ line }) => Number(line));
      expect(
        found.get(file)?.map(({ line }) => line),
        file,
      ).toEqual(expected.toSorted((a, b) => a - b));
    }
  });

  test("have the registry and the authentication that a person read", () => {
    for (const { file = "", line, registry, has_auth } of truth) {
      const site = found.get(file)?.find((one) => one.line === Number(line));
      expect(site?.auth, `${file}:${line}`).toBe(has_auth);
      if (registry === "dockerhub") expect(site?.registry, `${file}:${line}`).toBe("docker-hub");
      if (registry === "other") expect(site?.registry, `${file}:${line}`).toBe("other");
    }
  });

  test("are resolved through parameters in most places that a person left open", () => {
    const open = truth.filter(({ registry }) => registry === "unresolved");
    const resolved = open.filter(({ file = "", line }) =>
      found.get(file)?.some((site) => site.line === Number(line) && site.registry !== "unknown"),
    );
    expect(resolved.length / open.length).toBeGreaterThan(0.7);
  });
});
