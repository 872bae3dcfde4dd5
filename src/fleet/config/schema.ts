import * as patterns from "../../settings/patterns.ts";
import { type Schema, flag, list, object, oneOf, text } from "../../settings/schema/parts.ts";

const SHOWN = "^\\S(?:.*\\S)?$";
const HOST = "^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\\d{1,5})?$";
const BRANCH = "^(?![-/.])(?!.*(?:\\.\\.|//|@\\{|/\\.|\\.lock(?:/|$)))[^\\s~^:?*\\[\\\\]+(?<![/.])$";
const OWNER = "^[A-Za-z0-9_~][A-Za-z0-9._/-]*$";

/** A whole number in bounds. */
function whole(description: string, minimum: number, fallback?: number): Schema {
  const shown = fallback === undefined ? {} : { default: fallback };
  return { type: "integer", description, minimum, ...shown };
}

/** A text without a form of its own. */
function words(description: string, wants: string, fallback?: string): Schema {
  return text(description, SHOWN, wants, fallback);
}

function forge(name: string, owner: string): Schema {
  return list(
    `Repositories of ${name}`,
    object("All of an owner, or what a search finds", {
      owner: text(owner, OWNER, "a name as the address of its page has it"),
      search: words("What its own search is asked for", "words for the search"),
      host: text("The host, where it is another than the usual one", HOST, "a host, as in `git.example.com`"),
    }),
  );
}

const PATTERN = words("A glob for names, as `acme/*`", "a glob for names, as in `acme/*` or `*-legacy`");

const SELECT = object("Which repositories the fleet has", {
  folders: list("Checkouts on this disk", words("A checkout, a folder of checkouts, or a glob", "a path or a glob")),
  list: words("A file with a repository a line: `owner/name`, an address or a path", "the path of a file"),
  github: forge("GitHub", "An organization or a person"),
  gitlab: forge("GitLab", "A group, with all groups in it, or a person"),
  bitbucket: forge("Bitbucket", "A workspace; of a Data Center the key of a project, or `~name`"),
  git: list("Other remotes of git", words("An address, https or ssh", "an address without a password")),
  include: list("Only repositories of these names", PATTERN),
  exclude: list("No repositories of these names", PATTERN),
  topics: list("Only repositories with one of these topics", words("A topic", "a topic")),
  archived: flag("Archived ones, too; nothing can be proposed there", false),
  forks: flag("Forks, too", false),
});

const PROPOSAL = object("What a proposal is like", {
  branch: text("Its branch", BRANCH, "a name that git takes for a branch", "circlesec/authenticate-pulls"),
  title: words("Its title", "a title of one line"),
  body: words("A file with a template of the text", "the path of a file"),
  labels: list("Labels", words("A label", "a label")),
  reviewers: list("Who is asked for a review", words("An account, or `owner/team`", "an account, or `owner/team`")),
  draft: flag("Open it as a draft", false),
});

const WAVES = object("How many proposals are made before their checks are looked at", {
  canary: whole("Repositories of the first wave", 0, 0),
  size: whole("Repositories of each other wave; all at once without it", 1),
  max: whole("Proposals of one run", 1),
  wait: whole("Minutes to wait for the checks of a wave", 0),
  tolerate: whole("Repositories of a wave whose checks may fail", 0, 0),
});

const TOKEN = object("Where the token comes from; never the token itself", {
  env: text(
    "Environment variable",
    patterns.VARIABLE_NAME,
    "the name of an environment variable, as in `GITHUB_TOKEN`",
  ),
  file: words("File that holds nothing else", "the path of a file"),
  helper: list("Command whose output is the token", words("The program, or an argument", "a word")),
  app: {
    ...object("An app of GitHub, as which an installation asks", {
      id: text("Its id, or its client id", "^[A-Za-z0-9.]+$", "the id of the app, in quotes"),
      keyFile: words("File with its private key", "the path of a file"),
      owner: text("What it is installed for", OWNER, "a name as the address of its page has it"),
    }),
    required: ["id", "keyFile", "owner"],
  },
  username: text(
    "Who it is of, which Bitbucket wants to know of tokens of persons",
    "^[^\\s:]+$",
    "an address, or a name without a colon",
  ),
});

const HOSTS = list("Forges at addresses of their own, and how to log in", {
  ...object("A forge", {
    host: text("Its host", HOST, "a host, as in `git.example.com`"),
    forge: oneOf("What it runs", ["github", "gitlab", "bitbucket"]),
    api: text(
      "Where its API begins",
      patterns.ADDRESS,
      "an https address without a user, a query and a slash at its end",
    ),
    caFile: words("File with the authorities that are trusted there", "the path of a file"),
    token: TOKEN,
  }),
  required: ["host", "forge"],
});

/** The JSON Schema of `fleet.yml`: what editors complete, and what the validator is compiled from. */
export const FLEET_SCHEMA: Schema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  $id: "https://unpkg.com/circlesec/schema/fleet.schema.json",
  title: "circlesec fleet",
  ...object("What `fleet.yml` may say; options of the command line win over it", {
    $schema: { type: "string", description: "Path or address of this schema, for editors" },
    select: SELECT,
    settings: words("Settings for repositories that have none, beside this file", "the path of a settings file"),
    unsafe: flag("Also propose fixes whose meaning a person must confirm", false),
    rules: list("The rules that run", words("The id of a rule", "the id of a rule")),
    proposal: PROPOSAL,
    waves: WAVES,
    limits: object("What a forge is asked for at most", {
      requests: whole("Requests of one run; what is left is for the next", 1),
      concurrency: whole("Requests at once to one host", 1),
      pause: whole("Milliseconds from one request that changes something to the next", 0, 1000),
    }),
    state: words("Folder that remembers what was done", "the path of a folder", ".circlesec-fleet"),
    hosts: HOSTS,
  }),
};
