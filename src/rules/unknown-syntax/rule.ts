import { isConfigPath } from "../../model/index.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  meta: {
    id: "unknown-syntax",
    summary: "Write YAML that CircleCI can read",
    why: "A file that does not parse runs nothing, and nothing in it can be checked.",
    category: "syntax",
    severity: "error",
    fixable: "never",
    since: "0.1.0",
  },
  on: {
    fault(fault, context) {
      const { source } = context.config.tree;
      const path = source.path.replaceAll("\\", "/");
      const runs = context.named || /(?:^|\/)config\.ya?ml$/.test(path);
      context.report({
        at: { start: fault.offset, end: Math.min(fault.offset + 1, source.text.length) },
        message: fault.message,
        why: fault.isOurs
          ? "CircleCI may read this; circlesec does not, and only searched the file for tokens"
          : runs
            ? "CircleCI cannot run a config that does not parse, and the rest of this file was only searched for tokens"
            : "Nothing else in this file was checked; a template that is rendered before CircleCI reads it may be fine",
        help: "circlesec does not change a file that it cannot read",
        severity: runs ? "error" : "info",
      });
    },
    config(config, context) {
      const { danglingAliases, secondDocument, source } = config.tree;
      if (config.kind === "other" && isConfigPath(source.path)) {
        context.report({
          at: { start: 0, end: Math.min(1, source.text.length) },
          message: source.text.trim() === "" ? "the file is empty" : "the file holds nothing that CircleCI runs",
          why: "CircleCI reads this very file and finds no job or workflow in it",
        });
      }
      if (config.version !== undefined) {
        for (const alias of danglingAliases) {
          context.report({
            at: alias.span,
            message: `alias \`*${alias.name}\` has no anchor \`&${alias.name}\` before it`,
            why: "An alias can only repeat what is written above it, so CircleCI refuses the config",
          });
        }
      }
      if (secondDocument !== undefined) {
        context.report({
          at: { start: secondDocument, end: Math.min(secondDocument + 3, source.text.length) },
          message: "a second YAML document begins here",
          why: "A config is one document; what stands below was not checked",
          severity: "info",
        });
      }
    },
  },
});
