import { type Schema, PREREQUISITE, array, integer, object, text } from "../../reporters/json-schema.ts";
import {
  AMOUNT,
  CHECKS,
  FILE,
  HOST,
  LINE,
  PLACE,
  PROPOSALS,
  RISKS,
  RULE,
  SETUP,
  SEVERITY,
  TOPICS,
  UNREAD,
  VISIBILITY,
  maybe,
  maybeText,
  printed,
} from "../json/schema-parts.ts";
import { STATES } from "./reported.ts";

const COVERAGE: Schema = { $ref: "#/$defs/coverage" };
const STATE: Schema = { $ref: "#/$defs/state" };
const MOMENT = text("ISO 8601, in UTC");
const COMMAND: Schema = { enum: ["plan", "apply", "status", "close"], description: "What ran" };

function amounts(description: string, names: readonly string[], optional = false): Schema {
  return object(description, Object.fromEntries(names.map((name) => [name, AMOUNT])), optional ? [...names] : []);
}

function group(description: string): Schema {
  const properties = { name: text("Its name"), repositories: AMOUNT, pulls: COVERAGE, open: AMOUNT, merged: AMOUNT };
  return object(description, properties);
}

const TOTALS = object("All repositories together", {
  repositories: AMOUNT,
  pulls: COVERAGE,
  states: amounts("Repositories by state; absent: none", STATES, true),
  proposals: amounts("Proposals by state", PROPOSALS),
  checks: amounts("Open proposals by what their checks say; `unknown`: nobody has looked", [...CHECKS, "unknown"]),
});

const REPOSITORY = object("One repository", {
  name: text("As people call it"),
  place: PLACE,
  host: HOST,
  url: maybeText("Its page"),
  visibility: VISIBILITY,
  topics: TOPICS,
  state: STATE,
  reason: maybeText("Why it is `failed`, `held` or `skipped`"),
  outcome: {
    enum: ["clean", "proposed", "left", "empty", "skipped", "failed", null],
    description: "How its plan came out; `null` where it has none",
  },
  commit: maybeText("The commit that was looked at"),
  pulls: COVERAGE,
  files: array("Sorted by path", FILE),
  unread: UNREAD,
  risks: RISKS,
  setup: array("What has to exist outside for its change", SETUP),
  proposal: maybe(
    object("What was proposed", {
      number: integer("As its forge counts; 0 for a branch without a pull request", 0),
      url: maybeText("Its page"),
      branch: text("The branch that it comes from"),
      state: { enum: PROPOSALS, description: "As last seen" },
      wave: LINE,
      checks: { enum: [...CHECKS, null], description: "`null` where it is not open, or nobody has looked" },
    }),
    "where there is none",
  ),
});

/** The JSON Schema of what `circlesec fleet report --format json` writes. */
export const FLEET_REPORT_SCHEMA = printed(
  "report",
  {
    at: MOMENT,
    totals: TOTALS,
    rules: array("By rule", object("One rule", { rule: RULE, repositories: AMOUNT, fixes: AMOUNT, findings: AMOUNT })),
    severities: array(
      "What stays after the fixes, by severity",
      object("One severity", { severity: SEVERITY, repositories: AMOUNT, findings: AMOUNT }),
    ),
    owners: array("By owner: an organization, group, workspace or folder", group("One owner")),
    topics: array("By topic; a repository counts for each of its topics", group("One topic")),
    prerequisites: array(
      "What has to exist for proposals that are not merged",
      object("One thing, and who needs it", { setup: SETUP, repositories: array("Who needs it", text("A name")) }),
    ),
    risks: array("By kind", object("One kind", { kind: text("Its name"), repositories: AMOUNT })),
    troubles: array(
      "What is `failed` or `held`, by name",
      object("One repository", { name: text("Its name"), state: STATE, reason: text("Why") }),
    ),
    trend: array(
      "Every run that ended, the oldest first",
      object("One run", {
        at: MOMENT,
        command: COMMAND,
        pulls: maybe(amounts("Pulls with credentials, and all", ["now", "all"]), "where it did not count them"),
        counts: { type: "object", description: "What it counted", additionalProperties: { type: "number" } },
      }),
    ),
    repositories: array("By name", REPOSITORY),
  },
  {
    coverage: amounts(
      "Image pulls from Docker Hub: with credentials now, with credentials once all proposals are merged, and all",
      ["now", "merged", "all"],
    ),
    state: { enum: [...STATES], description: "Where a repository stands, as `docs/fleet.md` explains it" },
    prerequisite: PREREQUISITE,
  },
);
