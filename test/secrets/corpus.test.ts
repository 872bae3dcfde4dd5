import { describe, expect, test } from "vitest";
import { findTokens } from "../../src/secrets/index.ts";
import { Source } from "../../src/source/source.ts";
import { corpusFiles, hasCorpus, whenCorpus } from "../corpus/corpus.ts";

describe.skipIf(!hasCorpus)(whenCorpus, () => {
  /** Each was read: upload tokens, written where everybody can read them. Nothing else in the corpus has a token's shape. */
  test("real configs hold these", () => {
    const hits = corpusFiles().flatMap(({ path, text }) => {
      const source = new Source(path, text);
      return findTokens(text).map(({ shape, span }) => `${path}:${source.position(span.start).line} ${shape.id}`);
    });
    expect(hits).toMatchInlineSnapshot(`
      [
        "18F__identity-pki/@08da1ed3df/.circleci/config.yml:13 code-climate-reporter-id",
        "18F__identity-pki/@418c1e9b8b/.circleci/config.yml:17 code-climate-reporter-id",
        "18F__identity-pki/@418c1e9b8b/.circleci/config.yml:117 code-climate-reporter-id",
        "cloud-gov__pages-core/@1041ce1c32/.circleci/config.yml:7 code-climate-reporter-id",
        "cloud-gov__pages-core/@781c3e5804/.circleci/config.yml:103 code-climate-reporter-id",
        "jestjs__jest/@f46663f41b/circle.yml:33 github-legacy-token",
        "mne-tools__mne-python/.circleci/config.yml:299 codecov-token",
        "rubocop__rubocop/@1a60305ffb/.circleci/config.yml:215 code-climate-reporter-id",
        "rubocop__rubocop/@1cfe0b33f0/.circleci/config.yml:105 code-climate-reporter-id",
      ]
    `);
  });
});
