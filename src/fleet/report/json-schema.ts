import { SEVERITIES } from "../../finding.ts";
import { type Schema, PREREQUISITE, array, integer, object, text } from "../../reporters/json-schema.ts";
import { STATES } from "./reported.ts";

const AMOUNT = integer("How many", 0);
const RULE = text("Id of the rule");
const LINE = integer("From 1", 1);
const TITLE = text("What the fix does, an imperative");
const SAFETY: Schema = { enum: ["safe", "needs-setup", "unsafe"], description: "As `circlesec fix` has it" };
const SEVERITY: Schema = { enum: [...SEVERITIES], description: "From worst to least" };
const SETUP: Schema = { $ref: "#/$defs/prerequisite" };
const COVERAGE: Schema = { $ref: "#/$defs/coverage" };
const STATE: Schema = { $ref: "#/$defs/state" };
const MOMENT = text("ISO 8601, in UTC");
const COMMAND: Schema = { enum: ["plan", "apply", "status", "close"], description: "What ran" };
const CHECKS = ["passed", "pending", "failed", "none"];
const PROPOSALS = ["open", "merged", "closed"];

function maybe(schema: Schema, absent: string): Schema {
  return { anyOf: [schema, { type: "null" }], description: `\`null\` ${absent}` };
}

function maybeText(description: string): Schema {
  return { type: ["string", "null"], description };
}

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

const FILE = object("A file about which there is something to say", {
  path: text("Path from the root of the repository"),
  kind: text("What it is"),
  findings: array(
    "What stays after the fixes, with places in the fixed text",
    object("One fault at one place", {
      rule: RULE,
      severity: SEVERITY,
      message: text("The fact, one clause, code in backticks"),
      why: text("What goes wrong if it is ignored, one sentence"),
      help: maybeText("What to do by hand"),
      line: LINE,
      column: LINE,
      fix: maybe(object("A fix that was not applied", { title: TITLE, safety: SAFETY }), "where there is none"),
    }),
  ),
  fixes: array(
    "Fixes that the proposal holds",
    object("One fix", { rule: RULE, message: text("What it repairs"), line: LINE, title: TITLE, safety: SAFETY }),
  ),
  refused: array(
    "Fixes that did not pass the proof: a bug in circlesec",
    object("One fix", { rule: RULE, line: LINE, title: TITLE, reason: text("What the proof found") }),
  ),
  crashes: array("Bugs of circlesec with this file", text("One clause")),
  diff: text("A unified diff with masks for secrets; empty where nothing changes"),
});

const REPOSITORY = object("One repository", {
  name: text("As people call it"),
  place: { enum: ["github", "gitlab", "bitbucket", "folder", "git"], description: "Where it is" },
  host: text("Its host; empty for a folder"),
  url: maybeText("Its page"),
  visibility: { enum: ["public", "internal", "private", "unknown"], description: "Who sees it" },
  topics: array("Its topics", text("A topic")),
  state: STATE,
  reason: maybeText("Why it is `failed`, `held` or `skipped`"),
  outcome: {
    enum: ["clean", "proposed", "left", "empty", "skipped", "failed", null],
    description: "How its plan came out; `null` where it has none",
  },
  commit: maybeText("The commit that was looked at"),
  pulls: COVERAGE,
  files: array("Sorted by path", FILE),
  unread: array(
    "What could not be read",
    object("One file", { path: text("Its path"), message: text("Why, one clause") }),
  ),
  risks: array(
    "What a person should know",
    object("One risk", { kind: text("As `docs/fleet.md` lists them"), text: text("One sentence") }),
  ),
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
export const FLEET_REPORT_SCHEMA: Schema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "circlesec fleet report",
  ...object("What `circlesec fleet report --format json` prints", {
    schemaVersion: { const: 1, description: "Version of this format" },
    tool: object("What wrote the report", {
      name: { const: "circlesec", description: "Always `circlesec`" },
      version: text("Version of circlesec"),
    }),
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
  }),
  $defs: {
    coverage: amounts(
      "Image pulls from Docker Hub: with credentials now, with credentials once all proposals are merged, and all",
      ["now", "merged", "all"],
    ),
    state: { enum: [...STATES], description: "Where a repository stands, as `docs/fleet.md` explains it" },
    prerequisite: PREREQUISITE,
  },
};
