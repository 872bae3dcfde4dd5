import { SEVERITIES } from "../../finding.ts";
import { type Schema, array, integer, object, text } from "../../reporters/json-schema.ts";
import { PLACES } from "../repository.ts";

/** Parts that the JSON Schemas of `circlesec fleet` share. */
export const AMOUNT = integer("How many", 0);
export const RULE = text("Id of the rule");
export const LINE = integer("From 1", 1);
export const SEVERITY: Schema = { enum: [...SEVERITIES], description: "From worst to least" };
export const SETUP: Schema = { $ref: "#/$defs/prerequisite" };
export const NAME = text("As its forge has it, with all groups before it; for a folder its absolute path");
export const PLACE: Schema = { enum: [...PLACES], description: "Where it is" };
export const HOST = text("Its host; empty for a folder");
export const VISIBILITY: Schema = { enum: ["public", "internal", "private", "unknown"], description: "Who sees it" };
export const TOPICS = array("Its topics", text("A topic"));
export const UNREAD = array(
  "What could not be read",
  object("One file", { path: text("Its path"), message: text("Why, one clause") }),
);
export const RISKS = array(
  "What a person should know",
  object("One risk", { kind: text("As `docs/fleet.md` lists them"), text: text("One sentence") }),
);
/** What checks of a commit come to. */
export const CHECKS = ["passed", "pending", "failed", "none"];
/** States of a proposal. */
export const PROPOSALS = ["open", "merged", "closed"];

const TITLE = text("What the fix does, an imperative");
const SAFETY: Schema = { enum: ["safe", "needs-setup", "unsafe"], description: "As `circlesec fix` has it" };

export function maybe(schema: Schema, absent: string): Schema {
  return { anyOf: [schema, { type: "null" }], description: `\`null\` ${absent}` };
}

export function maybeText(description: string): Schema {
  return { type: ["string", "null"], description };
}

/** A whole schema: what a command prints, with the version of the format and who wrote it before all else. */
export function printed(command: string, properties: Readonly<Record<string, Schema>>, defs: Schema = {}): Schema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `circlesec fleet ${command}`,
    ...object(`What \`circlesec fleet ${command} --format json\` prints`, {
      schemaVersion: { const: 1, description: "Version of this format" },
      tool: object("What wrote it", {
        name: { const: "circlesec", description: "Always `circlesec`" },
        version: text("Version of circlesec"),
      }),
      ...properties,
    }),
    ...(Object.keys(defs).length > 0 && { $defs: defs }),
  };
}

export const FILE = object("A file about which there is something to say", {
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
