import { type Schema, array, integer, object } from "../../reporters/json-schema.ts";
import { AMOUNT, CHECKS, NAME, PROPOSALS, maybeText, printed } from "./schema-parts.ts";

const URL = maybeText("Page of its proposal; `null` where there is none, or none on the web");
const WAVE = integer("From 1", 1);

/** The JSON Schema of what `circlesec fleet apply --format json` writes. */
export const FLEET_APPLY_SCHEMA: Schema = printed("apply", {
  ended: {
    enum: ["done", "wave", "max", "stopped"],
    description:
      "`done`: all is proposed. `wave`: a wave is red, or its checks are not done. `max`: as many as one run may. `stopped`: by a signal",
  },
  left: AMOUNT,
  repositories: array(
    "As they were treated, in no order",
    object("One repository", {
      name: NAME,
      did: {
        enum: ["opened", "updated", "reworded", "reopened", "closed", "unchanged", "held", "failed"],
        description: "What was done, or would be in a dry run, as `docs/fleet.md` explains it",
      },
      url: URL,
      reason: maybeText("Why it is `held` or `failed`"),
      wave: { type: ["integer", "null"], minimum: 1, description: "The wave that it belongs to, from 1" },
    }),
  ),
  waves: array(
    "Waves whose checks were waited for",
    object("One wave", {
      wave: WAVE,
      ended: { enum: ["green", "red", "unsettled", "stopped"], description: "How the wait ended" },
      red: array("Those whose checks failed", object("One repository", { name: NAME, url: URL })),
    }),
  ),
});

/** The JSON Schema of what `circlesec fleet status --format json` writes. */
export const FLEET_STATUS_SCHEMA: Schema = printed("status", {
  repositories: array(
    "Those that have a proposal",
    object("One repository", {
      name: NAME,
      state: { enum: PROPOSALS, description: "Of its proposal; as last seen where there is a `fault`" },
      checks: { enum: [...CHECKS, null], description: "`null` where it is not open, or they could not be had" },
      number: integer("As its forge counts; 0 for a branch without a pull request", 0),
      url: URL,
      wave: WAVE,
      verdict: {
        enum: ["verified", "undone", "anew", null],
        description: "Of what was merged, with `--verify`; `null` for what was not looked at",
      },
      fault: maybeText("Why its forge does not say how it stands, one clause"),
    }),
  ),
});

/** The JSON Schema of what `circlesec fleet close --format json` writes. */
export const FLEET_CLOSE_SCHEMA: Schema = printed("close", {
  repositories: array(
    "Those whose proposal was open",
    object("One repository", {
      name: NAME,
      did: { enum: ["closed", "closes", "failed"], description: "`closes`: would be closed; this was a dry run" },
      url: URL,
      reason: maybeText("Why it is `failed`"),
    }),
  ),
});
