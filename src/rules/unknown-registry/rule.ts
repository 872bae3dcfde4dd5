import { defineRule } from "../rule.ts";
import { reportUnknown } from "./report.ts";

export default defineRule({
  meta: {
    id: "unknown-registry",
    summary: "Pull images from the registries and namespaces that the settings trust",
    why: "Whoever publishes an image decides what runs with the code and the credentials of the jobs that pull it.",
    category: "authentication",
    severity: "warning",
    fixable: "never",
    since: "0.1.0",
  },
  on: {
    config(config, context) {
      const { registries, unresolvedImages } = context.settings;
      // Nothing runs a file of CircleCI 1.0.
      if (registries.trusted.length === 0 || config.kind === "legacy") return;
      reportUnknown(config, { trusted: registries.trusted, unresolved: unresolvedImages }, context.report);
    },
  },
});
