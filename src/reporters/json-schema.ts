import { SEVERITIES } from "../finding.ts";

/** A JSON Schema, or a part of one. */
export type Schema = Readonly<Record<string, unknown>>;

interface ObjectSchema extends Schema {
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required: readonly string[];
}

/** An object with these properties and no others, all of them required but the `optional` ones. */
export function object(
  description: string,
  properties: Readonly<Record<string, Schema>>,
  optional: string[] = [],
): ObjectSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", description, additionalProperties: false, required, properties };
}

/** A list. */
export function array(description: string, items: Schema): Schema {
  return { type: "array", description, items };
}

/** A text. */
export function text(description: string): Schema {
  return { type: "string", description };
}

/** A whole number. */
export function integer(description: string, minimum: number): Schema {
  return { type: "integer", description, minimum };
}

const PATH = text(
  "Path of the file, relative to where the run started; for standard input, what `--stdin-filename` says",
);
const RULE = text("Id of the rule");
const LINE = integer("Line in the text before the run, from 1", 1);
const TITLE = text("What the fix does, an imperative");
const SAFETY: Schema = {
  enum: ["safe", "needs-setup", "unsafe"],
  description:
    "`safe`: the pipeline behaves the same. `needs-setup`: the same, once the prerequisites in `setup` exist. `unsafe`: a person must confirm the meaning",
};
const SETUP = array("What must exist outside the repository for the fix to work", { $ref: "#/$defs/prerequisite" });
const RANGE: Schema = { $ref: "#/$defs/range" };

const POSITION = object("A place in a file; columns and offsets count UTF-16 units", {
  line: integer("From 1", 1),
  column: integer("From 1", 1),
  offset: integer("Offset into the text of the file, from 0", 0),
});

/** What a fix needs outside the repository. */
export const PREREQUISITE = object(
  "Variables that must exist, and where; or a credential that must be replaced because the file's history keeps it",
  {
    kind: {
      enum: ["context", "project-variables", "callers", "rotation", "vault", "lease"],
      description:
        "`context`: in a context of the organization. `project-variables`: in the settings of the project. `callers`: wherever a config uses this file. `rotation`: no variables, but a credential to replace where it was issued. `vault`: in a context or the project, and a Vault that lets the jobs in. `lease`: no variables, but a credential that ends while the job runs",
    },
    context: text("Name of the context; for `callers` a suggestion; absent for `project-variables`"),
    variables: array("Names of the environment variables; none for `rotation` and `lease`", { type: "string" }),
    account: text("For `rotation`: who issued the credential"),
    how: text("For `rotation`: how to replace it, an imperative"),
    page: text("For `rotation`: title of the page of the issuer's documentation"),
    reads: text("For `vault`: what the jobs ask Vault for, the path as its policy has it"),
    job: text("For `lease`: the job"),
    seconds: integer("For `lease`: how long the credential works", 1),
    steps: array("For `lease`: the commands that pull in later steps", { type: "string" }),
  },
  ["context", "account", "how", "page", "reads", "job", "seconds", "steps"],
);

const FIX = object("A change of the text, all or nothing", {
  title: TITLE,
  safety: SAFETY,
  edits: array(
    "Replacements, none overlapping another, as offsets into the text that was linted",
    object("Puts `text` in the place of what stands from `start` to `end`", {
      start: integer("Offset of the first character that is replaced, from 0", 0),
      end: integer("Offset after the last character that is replaced; equal to `start` for an insertion", 0),
      text: text("The new text"),
    }),
  ),
  setup: SETUP,
});

const FINDING = object(
  "One fault at one place",
  {
    rule: RULE,
    docs: text("Address of the page that explains the rule; absent for rules of plugins"),
    severity: { enum: [...SEVERITIES], description: "From worst to least" },
    message: text("The fact, one clause, code in backticks"),
    why: text("What goes wrong if it is ignored, one sentence"),
    help: { type: ["string", "null"], description: "What to do by hand" },
    path: PATH,
    subject: text(
      "What it is about, in names: the same after lines, jobs or steps have moved; several findings may share it",
    ),
    range: RANGE,
    related: array(
      "Other places in the same file that explain the finding",
      object("A place and what it says", { message: text("What it has to do with the finding"), range: RANGE }),
    ),
    fix: {
      anyOf: [{ $ref: "#/$defs/fix" }, { type: "null" }],
      description: "`null` where there is no fix, or none that can be told without a secret",
    },
  },
  ["docs", "subject"],
);

const SUPPRESSED = object("A finding that someone decided to live with", {
  rule: RULE,
  severity: { enum: [...SEVERITIES], description: "What it would be, from worst to least" },
  message: text("The fact, one clause, code in backticks"),
  path: PATH,
  range: RANGE,
  suppression: object(
    "Who keeps it back",
    {
      kind: {
        enum: ["comment", "baseline", "revision"],
        description:
          "`comment`: a comment of the file. `baseline`: the baseline has it. `revision`: a revision of git has it",
      },
      line: integer("For `comment`: its line, from 1", 1),
      until: { type: ["string", "null"], description: "For `comment`: the last day that it counts on, `YYYY-MM-DD`" },
      reason: { type: ["string", "null"], description: "For `comment`: why, in its words" },
      ref: text("For `revision`: which one, as it was given"),
    },
    ["line", "until", "reason", "ref"],
  ),
});

const APPLIED = object("A fix that was made", {
  path: PATH,
  rule: RULE,
  message: text("The message of the finding that it repaired"),
  line: LINE,
  title: TITLE,
  safety: SAFETY,
  setup: SETUP,
  proof: { const: "held", description: "The change was proved to mean what the fix says, and nothing else" },
});

const REFUSED = object("A fix that did not pass the proof and was not made: a bug in circlesec", {
  path: PATH,
  rule: RULE,
  line: LINE,
  title: TITLE,
  reason: text("What the proof found"),
});

const RUN = {
  schemaVersion: { const: 1, description: "Version of this format" },
  tool: object("What wrote the report", {
    name: { const: "circlesec", description: "Always `circlesec`" },
    version: text("Version of circlesec"),
  }),
  files: object("How many files the run met", {
    linted: integer("Files that were linted", 0),
    skipped: integer("Files that are not CircleCI's", 0),
    failed: integer("Files that could not be read or written", 0),
  }),
};

const ERROR = object(
  "One failure",
  { path: PATH, message: text("What happened"), help: text("What to do about it, where that can be said") },
  ["help"],
);

const DEFINITIONS = {
  position: POSITION,
  range: object("From the first character to after the last one", {
    start: { $ref: "#/$defs/position" },
    end: { $ref: "#/$defs/position" },
  }),
  finding: FINDING,
  suppressed: SUPPRESSED,
  fix: FIX,
  prerequisite: PREREQUISITE,
};

/** The JSON Schema of what `reportJson` writes. */
export const REPORT_SCHEMA: Schema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "circlesec report",
  ...object(
    "What `circlesec lint --format json` and `circlesec fix --format json` print",
    {
      schemaVersion: RUN.schemaVersion,
      tool: RUN.tool,
      findings: array("What is wrong, by path, then place, then rule; after `fix`, what is left", {
        $ref: "#/$defs/finding",
      }),
      suppressed: array("What was found and is not in `findings`; absent where there is none", {
        $ref: "#/$defs/suppressed",
      }),
      fixes: object("What `circlesec fix` did; absent for `lint`", {
        applied: array("Fixes that were made", APPLIED),
        refused: array("Fixes that could not be proved", REFUSED),
      }),
      files: RUN.files,
      errors: array("What kept the run from being whole: files that failed, and rules that crashed", ERROR),
    },
    ["suppressed", "fixes"],
  ),
  $defs: DEFINITIONS,
};

/** A value of a line, told apart by its `type`. */
function line(type: string, { description, properties, required, ...rest }: ObjectSchema): Schema {
  const typed = { type: { const: type, description: "What the line is" }, ...properties };
  return { description, ...rest, required: ["type", ...required], properties: typed };
}

/** The JSON Schema of each line that `reportJsonLines` writes. */
export const LINE_SCHEMA: Schema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "circlesec report line",
  description: "A line of `circlesec lint --format jsonl` and `circlesec fix --format jsonl`; the first is the run",
  anyOf: [
    line("run", object("The run", RUN)),
    line("applied", APPLIED),
    line("refused", REFUSED),
    line("finding", FINDING),
    line("suppressed", SUPPRESSED),
    line("error", ERROR),
  ],
  $defs: { position: POSITION, range: DEFINITIONS.range, fix: FIX, prerequisite: PREREQUISITE },
};
