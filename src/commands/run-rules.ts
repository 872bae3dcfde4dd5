import { type RulesStyle, explainRule, listRules, listRulesJson } from "../reporters/rules.ts";
import { RULES } from "../rules/index.ts";
import type { OptionSchema, Rule } from "../rules/rule.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { unknownRule } from "./find-rule.ts";
import type { Host } from "./host.ts";
import { wantsColor } from "./output.ts";
import { findRulesHere } from "./rules-here.ts";
import type { RulesFlags } from "./rules.ts";
import { showsLinks } from "./terminal.ts";

/** `circlesec rules`: the built-in ones, and those of the plugins that settings name here. */
export async function runRules(flags: RulesFlags, host: Host): Promise<ExitCode> {
  const { rules, isWhole } = await findRulesHere(flags, host);
  const described = rules.map(({ meta }) => meta);
  host.stdout.write(flags.format === "json" ? listRulesJson(described) : listRules(described, styleOf(flags, host)));
  return isWhole ? EXIT.clean : EXIT.unusable;
}

/** `circlesec explain`: the pages are in the program, so it needs no network; a rule of a plugin says of itself what there is. */
export async function runExplain(id: string, flags: RulesFlags, host: Host): Promise<ExitCode> {
  const builtIn = RULES.find(({ meta }) => meta.id === id);
  if (builtIn) {
    const { RULE_DOCS } = await import("../rules/docs.generated.ts");
    host.stdout.write(explainRule(builtIn.meta, RULE_DOCS[id] ?? "", styleOf(flags, host)));
    return EXIT.clean;
  }
  const { rules } = await findRulesHere(flags, host);
  const rule = rules.find(({ meta }) => meta.id === id);
  if (!rule) {
    throw unknownRule(
      id,
      rules.map(({ meta }) => meta.id),
    );
  }
  host.stdout.write(explainRule(rule.meta, pageOf(rule), styleOf(flags, host)));
  return EXIT.clean;
}

/** What a rule without a page tells, in the form of one. */
function pageOf({ meta, options }: Rule): string {
  const properties: Readonly<Record<string, OptionSchema>> = options?.properties ?? {};
  const lines = Object.entries(properties).map(([name, { description = "" }]) => {
    return `- \`${name}\`${description === "" ? "" : `: ${description}`}`;
  });
  const chosen = lines.length === 0 ? "" : `\n## Options\n\n${lines.join("\n")}\n`;
  return `## Why\n\n${meta.why}\n${chosen}`;
}

function styleOf(flags: RulesFlags, { stdout, env }: Host): RulesStyle {
  return {
    color: wantsColor(flags, stdout, env),
    links: showsLinks(stdout, env),
    width: stdout.isTTY ? Math.max(Math.min(stdout.columns, 120), 40) : 100,
  };
}
