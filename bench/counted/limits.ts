/** The most of something that a run may do, and why it is no more. */
export interface Limit {
  readonly what: string;
  readonly most: number;
  readonly why: string;
}

/**
 * What CI holds a change to. Each number lies close above what is needed today: lower it when a change does with less, raise it
 * only with a reason that is worth the time of every run.
 */
export const LIMITS: readonly Limit[] = [
  { what: "lint: quick readings, most of a file", most: 1, why: "one tree serves all rules" },
  {
    what: "fix: quick readings, most of a file",
    most: 1,
    why: "the text as it was read",
  },
  { what: "lint: parses of YAML, mean of a file", most: 0, why: "what is written as configs are is read quickly" },
  { what: "lint: parses of YAML, most of a file", most: 0, why: "what is written as configs are is read quickly" },
  { what: "lint: parses of a script, mean", most: 1, why: "the commands of a script are read once, whoever asks" },
  {
    what: "fix: parses of YAML, mean of a file",
    most: 0.8,
    why: "the text that was fixed, by the full parser, in the proof",
  },
  {
    what: "fix: parses of YAML, most of a file",
    most: 1,
    why: "the text that was fixed, by the full parser, in the proof",
  },
  { what: "lint: bytes read, × the size of the files", most: 1, why: "a file is read once, and nothing beside it" },
  { what: "lint: KB loaded", most: 230, why: "what is loaded is read and compiled before the file is looked at" },
  { what: "lint: chunks loaded", most: 9, why: "each one is a search, a read and a compilation of its own" },
  { what: "fix: KB loaded", most: 276, why: "a hook that fixes is to be no slower to start" },
  { what: "--help: KB loaded", most: 69, why: "it knows the options and no rule" },
  { what: "--version: KB loaded", most: 16, why: "it knows a number" },
  { what: "a usage error: KB loaded", most: 147, why: "it knows the options, and tokens that it must not print" },
];

/** Packages that a call must not load, with a text of each by which it is known in the bundle. */
export const PACKAGES: Readonly<Record<string, string>> = {
  undici: "UND_ERR_",
  ajv: "instancePath",
  chalk: "blackBright",
  commander: "commander.unknownOption",
  yaml: "YAMLParseError",
};

const NEVER_TO_START = ["undici", "ajv", "chalk", "yaml"];

/** What a call must do without. */
export const WITHOUT: Readonly<Record<string, readonly string[]>> = {
  lint: ["undici", "ajv"],
  fix: ["undici", "ajv"],
  "--help": NEVER_TO_START,
  "--version": NEVER_TO_START,
  "a usage error": NEVER_TO_START,
};
