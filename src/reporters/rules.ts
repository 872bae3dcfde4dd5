import { Chalk } from "chalk";
import { docsUrl } from "../docs-url.ts";
import type { Severity } from "../finding.ts";
import { pluginOf } from "../rules/plugin.ts";
import { renderMarkdown } from "./terminal-text.ts";
import { visible, wrap } from "./text.ts";

/** What a rule says of itself. */
export interface DescribedRule {
  readonly id: string;
  readonly summary: string;
  readonly why: string;
  readonly category: string;
  readonly severity: Severity;
  readonly fixable: "always" | "sometimes" | "never";
  readonly since: string;
}

/** How text about rules looks. */
export interface RulesStyle {
  readonly color: boolean;
  /** True where the terminal shows links: ids of rules are some. */
  readonly links: boolean;
  readonly width: number;
}

const FIXES = { always: "always fixed", sometimes: "sometimes fixed", never: "not fixed" } as const;

/** A text that a terminal shows as a link (OSC 8). */
export function link(text: string, target: string): string {
  return `\u001B]8;;${target}\u001B\\${text}\u001B]8;;\u001B\\`;
}

/** The page of one rule, `docs` being its Markdown, for a terminal or as plain text. */
export function explainRule(rule: DescribedRule, docs: string, { color, width }: RulesStyle): string {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const facts = [`worst severity: ${rule.severity}`, FIXES[rule.fixable], rule.category, `since ${rule.since}`].join(
    " · ",
  );
  const page = isBuiltIn(rule) ? [docsUrl(rule.id)] : [];
  const head = [chalk.bold(rule.id), ...wrap(rule.summary, width, 0), visible(facts), ...page];
  const body = renderMarkdown(docs, { width, heading: chalk.bold.underline, code: color ? chalk.cyan : undefined });
  return `${head.join("\n")}\n\n${body}\n`;
}

/** A line for each rule, more where its summary is long. */
export function listRules(rules: readonly DescribedRule[], { color, links, width }: RulesStyle): string {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const heads = ["rule", "severity", "fix"] as const;
  const columns = [
    Math.max(...rules.map(({ id }) => id.length), heads[0].length),
    Math.max(...rules.map(({ severity }) => severity.length), heads[1].length),
    Math.max(...rules.map(({ fixable }) => fixable.length), heads[2].length),
  ];
  const pad = (text: string, column: number): string => " ".repeat((columns[column] ?? 0) - text.length + 2);
  const indent = columns.reduce((sum, one) => sum + one + 2, 0);
  const lines = rules.flatMap(({ id, severity, fixable, summary }) => {
    const [first = "", ...more] = wrap(summary, Math.max(width - indent, 24), 0);
    const name = links && isBuiltIn({ id }) ? link(id, docsUrl(id)) : id;
    const row = `${chalk.bold(name)}${pad(id, 0)}${severity}${pad(severity, 1)}${fixable}${pad(fixable, 2)}${first}`;
    return [row, ...more.map((line) => " ".repeat(indent) + line)];
  });
  const title = heads.map((head, column) => head + pad(head, column)).join("");
  return (
    [`${title}asks you to`, ...lines, "", "`circlesec explain <rule>` tells more; so does", docsUrl()].join("\n") + "\n"
  );
}

/** Rules of plugins have no page of ours. */
function isBuiltIn({ id }: Pick<DescribedRule, "id">): boolean {
  return pluginOf(id) === undefined;
}

/** The rules as JSON, version 1: it only grows. */
export function listRulesJson(rules: readonly DescribedRule[]): string {
  const described = rules.map(({ id, summary, why, category, severity, fixable, since }) => {
    const docs = isBuiltIn({ id }) ? { docs: docsUrl(id) } : {};
    return { id, summary, why, category, severity, fixable, since, ...docs };
  });
  return `${JSON.stringify({ schemaVersion: 1, rules: described }, undefined, 2)}\n`;
}
