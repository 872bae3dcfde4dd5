import { describe, expect, test } from "vitest";
import { knownSecretTexts, secretSpans } from "../../src/model/index.ts";
import { recordingWork } from "../../src/result-cache/remembering.ts";
import { RULES } from "../../src/rules/index.ts";
import { RULE_DOCS } from "../../src/rules/docs.generated.ts";
import { DEFAULT_RULE_OPTIONS } from "../../src/rules/rule.ts";
import { runSource } from "../../src/run/run-source.ts";
import { lintSource } from "../../src/engine/lint.ts";
import { Source } from "../../src/source/source.ts";
import { corpusFiles, hasCorpus, whenCorpus } from "./corpus.ts";

const LINT = { rules: RULES, options: { ...DEFAULT_RULE_OPTIONS, today: "2027-01-31" }, named: false };
const OWN = Object.values(RULE_DOCS).join("\n").toLowerCase();
const PIECE = 5;
/** Base64 of less says little. */
const ENCODED_PIECE = 12;

const NOTHING_BESIDE = { read: () => undefined };

/** The line that remembers what came of a file. */
async function remember(source: Source): Promise<string | undefined> {
  const { path, text } = source;
  const file = { path: `/r/${path}`, shown: path, repositoryPath: path, named: false };
  const work = recordingWork(() => runSource(source, { command: "lint", unsafe: false, write: false }, LINT), "lint");
  return (await work({ file, text, repository: NOTHING_BESIDE })).entry;
}

/** The letters of a text, without what parts them: a word of the file is no piece of a secret. */
function withWordsOnly(text: string): string {
  return text.replaceAll(/[^a-z]+/gi, "\n");
}

/** What must not be remembered of a file, in pieces. */
function piecesOf(source: Source): string[] {
  const { config } = lintSource(source, LINT);
  const texts = [...secretSpans(config).map((span) => source.slice(span)), ...knownSecretTexts(config)];
  const outside = withWordsOnly(texts.reduce((rest, text) => rest.replaceAll(text, "\n"), source.text));
  const windows = (text: string, size: number): string[] =>
    Array.from({ length: Math.max(0, text.length - size + 1) }, (_, at) => text.slice(at, at + size));
  return texts.flatMap((text) => [
    ...windows(text, PIECE).filter((piece) => !OWN.includes(piece.toLowerCase()) && !outside.includes(piece)),
    ...["", "a", "ab"].flatMap((before) =>
      windows(
        Buffer.from(before + text)
          .toString("base64")
          .slice(4, -4),
        ENCODED_PIECE,
      ),
    ),
  ]);
}

describe.skipIf(!hasCorpus)(whenCorpus, () => {
  test("no piece of a secret is remembered, and every file is", async () => {
    const repeated: string[] = [];
    const forgotten: string[] = [];
    for (const { path, text } of corpusFiles()) {
      const source = new Source(path, text);
      const entry = await remember(source);
      if (entry === undefined) forgotten.push(path);
      else {
        const texts = [...entry.matchAll(/"(?:\\.|[^"\\])*"/g)].map(([text]) => String(JSON.parse(text))).join("\n");
        if (piecesOf(source).some((piece) => texts.includes(piece))) repeated.push(path);
      }
    }
    expect(repeated).toEqual([]);
    expect(forgotten).toEqual([]);
  });
});
