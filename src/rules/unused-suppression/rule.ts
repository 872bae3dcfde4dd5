import { defineRule } from "../rule.ts";
import { reportSuppression } from "./report.ts";

export default defineRule({
  meta: {
    id: "unused-suppression",
    summary: "Suppress only what is there, with comments that say what they mean",
    why: "A comment that suppresses nothing hides the next fault that comes up at its place.",
    category: "syntax",
    severity: "warning",
    fixable: "sometimes",
    since: "0.1.0",
  },
  on: {
    suppressions(suppressions, context) {
      for (const suppression of suppressions) reportSuppression(suppression, context);
    },
  },
});
