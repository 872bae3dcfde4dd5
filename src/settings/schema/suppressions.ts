import { flag, object } from "./parts.ts";

/** The section `suppressions`. */
export const SUPPRESSIONS = object("What comments that suppress findings have to have", {
  requireReason: flag("Whether each has to give a reason behind `--`; with the preset `strict`, `true`", false),
  requireUntil: flag("Whether each has to say until when", false),
  maxDays: {
    type: "integer",
    description: "How many days from today on `until` may be at most; without it, any number",
    minimum: 1,
  },
});
