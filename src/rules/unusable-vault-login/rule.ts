import { mayUseVault } from "../../model/index.ts";
import { defineRule } from "../rule.ts";
import { reportUnusable } from "./report.ts";

export default defineRule({
  meta: {
    id: "unusable-vault-login",
    summary: "Get a credential from Vault where it can work: in time, over a checked connection, while it lives",
    why: "A credential that comes after the pull, ends before it, or never arrives leaves the pull anonymous; one over an unchecked connection may be anybody's.",
    category: "authentication",
    severity: "error",
    fixable: "never",
    since: "0.1.0",
  },
  on: {
    config(config, context) {
      if (mayUseVault(config)) reportUnusable(config, context.report);
    },
  },
});
