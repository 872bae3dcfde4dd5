import { exposuresIn } from "../../model/index.ts";
import { defineRule } from "../rule.ts";
import { reportExposure } from "./report.ts";

export default defineRule({
  meta: {
    id: "exposed-password",
    summary: "Keep credentials off command lines and out of logs: pipe them in, and never print them",
    why: "Other processes read command lines, logs keep what is printed, and CircleCI masks only the values that it stores.",
    category: "credentials",
    severity: "error",
    fixable: "sometimes",
    since: "0.1.0",
  },
  on: {
    config(config, context) {
      for (const found of exposuresIn(config)) reportExposure(found, context);
    },
  },
});
