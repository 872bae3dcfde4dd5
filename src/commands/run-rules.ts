import { type RulesStyle, explainRule, listRules, listRulesJson } from "../reporters/rules.ts";
import { RULES } from "../rules/index.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { findRule } from "./find-rule.ts";
import type { Host } from "./host.ts";
import { wantsColor } from "./output.ts";
import type { RulesFlags } from "./rules.ts";
import { showsLinks } from "./terminal.ts";

/** `circlesec rules`. */
export async function runRules(flags: RulesFlags, host: Host): Promise<ExitCode> {
  const rules = RULES.map(({ meta }) => meta);
  host.stdout.write(flags.format === "json" ? listRulesJson(rules) : listRules(rules, styleOf(flags, host)));
  return EXIT.clean;
}

/** `circlesec explain`: the pages are in the program, so it needs no network. */
export async function runExplain(id: string, flags: RulesFlags, host: Host): Promise<ExitCode> {
  const { meta } = findRule(id);
  const { RULE_DOCS } = await import("../rules/docs.generated.ts");
  host.stdout.write(explainRule(meta, RULE_DOCS[meta.id] ?? "", styleOf(flags, host)));
  return EXIT.clean;
}

function styleOf(flags: RulesFlags, { stdout, env }: Host): RulesStyle {
  return {
    color: wantsColor(flags, stdout, env),
    links: showsLinks(stdout, env),
    width: stdout.isTTY ? Math.max(Math.min(stdout.columns, 120), 40) : 100,
  };
}
