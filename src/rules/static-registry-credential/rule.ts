import { defineRule } from "../rule.ts";
import { reportStaticLogins } from "./report.ts";

export default defineRule({
  meta: {
    id: "static-registry-credential",
    summary: "Log in to Docker Hub with a credential from Vault where settings name one",
    why: "A credential in a context works in every job that may use the context, until somebody replaces it by hand.",
    category: "credentials",
    severity: "warning",
    fixable: "sometimes",
    since: "0.1.0",
  },
  on: {
    config(config, context) {
      // Without a Vault there is nothing to ask for another one.
      if (!context.settings.vault || config.kind === "legacy") return;
      reportStaticLogins(config, context);
    },
  },
});
