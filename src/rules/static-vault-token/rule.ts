import { mayUseVault, staticVaultsIn } from "../../model/index.ts";
import { defineRule } from "../rule.ts";
import { reportStatic } from "./report.ts";

export default defineRule({
  meta: {
    id: "static-vault-token",
    summary: "Log in to Vault with CircleCI's OIDC token instead of a credential that is kept",
    why: "A token, secret id or password that a context keeps opens Vault for whoever gets hold of it; the OIDC token of a job proves which job asks, and ends after an hour.",
    category: "credentials",
    severity: "error",
    fixable: "never",
    since: "0.1.0",
    yieldsTo: ["plaintext-credential", "leaked-token"],
  },
  on: {
    config(config, context) {
      if (mayUseVault(config)) for (const place of staticVaultsIn(config)) reportStatic(place, context);
    },
  },
});
