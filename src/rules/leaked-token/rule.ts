import { tokensIn } from "../../model/index.ts";
import { defineRule } from "../rule.ts";
import { reportToken } from "./report.ts";

export default defineRule({
  meta: {
    id: "leaked-token",
    summary: "Keep tokens and keys out of the file, wherever in it they stand",
    why: "A token in a config works for everyone who can read the repository or its history, comments included.",
    category: "credentials",
    severity: "error",
    fixable: "never",
    since: "0.1.0",
    yieldsTo: ["plaintext-credential", "exposed-password"],
  },
  on: {
    config(config, context) {
      for (const placed of tokensIn(config)) reportToken(placed, placed.place, context);
    },
    // A file that does not parse can still leak; what a place in it belongs to is anybody's guess.
    fault(_, context) {
      for (const placed of tokensIn(context.config)) {
        reportToken(placed, placed.place === "a comment" ? placed.place : "the file", context);
      }
    },
  },
});
