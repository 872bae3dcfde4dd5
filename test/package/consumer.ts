import { CLEAN, OPEN } from "../cli/configs.ts";

const USE_FROM_JAVASCRIPT = `
import { defineRule, fix, lint, rules } from "circlesec";

const text = ${JSON.stringify(OPEN)};
const custom = defineRule({
  meta: { ...rules[0].meta, id: "unknown-owner" },
  on: { pullSite: (site, context) => context.report({ at: site.span, message: "who owns " + site.text, why: "…" }) },
});
const messages = (findings) => findings.map(({ rule, message }) => rule + ": " + message);
console.log(
  JSON.stringify({
    builtIn: messages(lint(text).findings),
    custom: messages(lint(text, { rules: [custom] }).findings),
    fixed: fix(text).text,
  }),
);
`;

const USE_FROM_TYPESCRIPT = `
import { type Finding, type LintResult, type Rule, type RuleContext, defineRule, fix, lint, rules } from "circlesec";

const rule: Rule = defineRule({
  meta: {
    id: "unknown-owner",
    summary: "Name an owner",
    why: "Nobody answers for the file.",
    category: "syntax",
    severity: "warning",
    fixable: "never",
    since: "1.0.0",
  },
  on: {
    pullSite(site, context: RuleContext) {
      context.report({ at: site.span, message: site.text, why: "It is pulled", severity: "info" });
    },
  },
});
const result: LintResult = lint("version: 2.1", { path: ".circleci/config.yml", rules: [...rules, rule] });
export const lines: string[] = result.findings.map((finding: Finding) => \`\${finding.rule} \${finding.span.start}\`);
export const text: string = fix("version: 2.1", { unsafe: true, dockerHub: { source: "project" } }).text;
// @ts-expect-error: no such severity
lint("", { convenienceImages: "fatal" });
`;

const COMPILER_OPTIONS = {
  module: "nodenext",
  moduleResolution: "nodenext",
  target: "es2023",
  lib: ["es2023"],
  types: [],
  strict: true,
  skipLibCheck: false,
  noEmit: true,
};

/** The files of a project that uses the package, by name. */
export const CONSUMER: Readonly<Record<string, string>> = {
  "package.json": JSON.stringify({ private: true, type: "module" }),
  "tsconfig.json": JSON.stringify({ compilerOptions: COMPILER_OPTIONS, files: ["use.ts"] }),
  "use.mjs": USE_FROM_JAVASCRIPT,
  "use.ts": USE_FROM_TYPESCRIPT,
  "open.yml": OPEN,
  "clean.yml": CLEAN,
};
