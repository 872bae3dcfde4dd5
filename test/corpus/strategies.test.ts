import { describe, expect, test } from "vitest";
import { fixSource } from "../../src/engine/fix.ts";
import { RULES } from "../../src/rules/index.ts";
import { DEFAULT_RULE_OPTIONS } from "../../src/rules/rule.ts";
import { Source } from "../../src/source/source.ts";
import { parse } from "../../src/syntax/index.ts";
import { corpusFiles, hasCorpus, whenCorpus } from "./corpus.ts";

describe.skipIf(!hasCorpus)(whenCorpus, () => {
  test("with the strategy `vault` every fix holds its proof, unsafe ones too, and a second run changes nothing", () => {
    const vault = { engine: "kv2", path: "ci/docker-hub" } as const;
    const options = { ...DEFAULT_RULE_OPTIONS, strategy: "vault", vault } as const;
    const run = (path: string, text: string) =>
      fixSource(new Source(path, text), { rules: RULES, options, named: false, unsafe: true });
    let withVault = 0;
    for (const { path, text } of corpusFiles()) {
      const { linted, refused } = run(path, text);
      const { tree } = linted.config;
      expect([refused, linted.crashes], path).toEqual([[], []]);
      const after = tree.source.text;
      if (!after.includes("vault-docker-logout") && !after.includes("Log out of Docker Hub and Vault")) continue;
      withVault += 1;
      expect(run(path, after).linted.config.tree.source.text, path).toBe(after);
      expect(tree.comments.map((comment) => comment.text)).toEqual(
        parse(new Source(path, text)).comments.map((comment) => comment.text),
      );
    }
    expect(withVault).toBeGreaterThan(25);
  }, 300_000);
});
