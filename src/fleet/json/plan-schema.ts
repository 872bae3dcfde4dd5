import { type Schema, PREREQUISITE, array, integer, object, text } from "../../reporters/json-schema.ts";
import {
  AMOUNT,
  FILE,
  HOST,
  NAME,
  PLACE,
  RISKS,
  SETUP,
  TOPICS,
  UNREAD,
  VISIBILITY,
  maybe,
  maybeText,
  printed,
} from "./schema-parts.ts";

const REPOSITORY = object("A repository as its forge lists it", {
  place: PLACE,
  host: HOST,
  name: NAME,
  id: text("What its forge calls it for good, through renames; else its name"),
  url: maybeText("Its page"),
  base: maybe(
    object("Its default branch", { branch: text("The branch"), commit: text("The commit at its tip") }),
    "where there is no commit",
  ),
  visibility: VISIBILITY,
  isFork: { type: "boolean", description: "Whether it is a fork" },
  isArchived: { type: "boolean", description: "Whether it can only be read" },
  forks: integer("Forks of it; 0 where nobody says", 0),
  topics: TOPICS,
});

const PLANNED = object("The plan for one repository", {
  repository: REPOSITORY,
  commit: maybeText("The commit that was looked at"),
  outcome: object("How it came out", {
    kind: {
      enum: ["clean", "proposed", "left", "empty", "skipped", "failed"],
      description: "As `docs/fleet.md` explains it",
    },
    reason: maybeText("Why it is `skipped` or `failed`"),
  }),
  files: array("Those about which there is something to say, by path", FILE),
  cleanFiles: integer("Files about which there is nothing to say", 0),
  unread: UNREAD,
  change: maybe(
    object("What would be proposed", {
      digest: text("SHA-256 over paths and fixed texts: the same where the same would be proposed"),
      paths: array("Files that change", text("A path")),
      setup: array("What has to exist outside for it", SETUP),
    }),
    "where there is nothing to propose",
  ),
  risks: RISKS,
  pulls: object("Image pulls from Docker Hub", {
    authenticated: integer("With credentials now", 0),
    anonymous: integer("Without", 0),
    repaired: integer("Of those without, those that have them once the change is merged", 0),
  }),
});

/** The JSON Schema of what `circlesec fleet plan --format json` writes. */
export const FLEET_PLAN_SCHEMA: Schema = printed(
  "plan",
  {
    repositories: array("As they were planned, in no order", PLANNED),
    prerequisites: array(
      "What has to exist outside, each thing once",
      object("One thing, and who needs it", { setup: SETUP, repositories: array("Who needs it", NAME) }),
    ),
    counts: {
      type: "object",
      description: "Repositories in all and by outcome; pulls, fixes and findings that stay",
      additionalProperties: AMOUNT,
    },
    leftOut: {
      type: "object",
      description: "Repositories that were not looked at, by the reason",
      additionalProperties: AMOUNT,
    },
    missing: array(
      "Entries of lists that lead nowhere",
      object("One entry", {
        name: text("As it was written"),
        kind: {
          enum: ["gone", "denied", "archived", "moved", "broken"],
          description: "What kind of trouble it is",
        },
        message: text("Why, one clause"),
      }),
    ),
  },
  { prerequisite: PREREQUISITE },
);
