import { mayUseVault, unrevokedLogins } from "../../model/index.ts";
import { defineRule } from "../rule.ts";
import { reportUnrevoked } from "./report.ts";

export default defineRule({
  meta: {
    id: "unrevoked-vault-login",
    summary: "Revoke a job's token of Vault in a last step that always runs",
    why: "A token of Vault, and every credential that it was given, works on until its own end, for whoever finds it in what the job leaves behind.",
    category: "credentials",
    severity: "warning",
    fixable: "sometimes",
    since: "0.1.0",
  },
  on: {
    config(config, context) {
      if (config.kind === "legacy" || !mayUseVault(config)) return;
      for (const login of unrevokedLogins(config)) reportUnrevoked(login, context);
    },
  },
});
