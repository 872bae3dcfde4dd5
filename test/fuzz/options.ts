import * as fc from "fast-check";
import { DEFAULT_RULE_OPTIONS, type RuleOptions } from "../../src/rules/rule.ts";

const options: fc.Arbitrary<RuleOptions> = fc
  .record({
    source: fc.constantFrom("context" as const, "project" as const),
    authStyle: fc.constantFrom("auto" as const, "inline" as const, "anchor" as const),
    strategy: fc.constantFrom("context" as const, "vault" as const),
    vault: fc.constantFrom(
      undefined,
      { address: "https://vault.example.com", role: "ci" },
      { engine: "kv2" as const, path: "ci/docker-hub", client: "curl" as const },
      { engine: "kv1" as const, path: "ci/docker-hub", client: "cli" as const },
    ),
    unresolvedImages: fc.constantFrom("off" as const, "warning" as const),
  })
  .map(({ source, authStyle, ...chosen }) => ({
    ...DEFAULT_RULE_OPTIONS,
    ...chosen,
    dockerHub: { source, authStyle },
  }));

/** How a text is linted and fixed; `asIs` asks for the options of the case that it was made from, if there is one. */
export const runOptions = fc.record({ unsafe: fc.boolean(), asIs: fc.boolean(), options });
