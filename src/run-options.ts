import type { Flags } from "./command-line.ts";
import { nearestName } from "./nearest-name.ts";
import { RULES } from "./rules/index.ts";
import { DEFAULT_RULE_OPTIONS, type Rule } from "./rules/rule.ts";
import type { RunOptions } from "./run.ts";
import { UserError } from "./user-error.ts";

const ALL_IDS = RULES.map(({ meta }) => meta.id);
const MAX_CONTEXT_NAME = 200;

function chooseRules(ids: readonly string[] | undefined): readonly Rule[] {
  if (!ids) return RULES;
  if (ids.length === 0) throw new UserError("--rule wants the id of a rule", { help: `Rules: ${ALL_IDS.join(", ")}` });
  return ids.map((id) => {
    const rule = RULES.find(({ meta }) => meta.id === id);
    if (rule) return rule;
    const nearest = nearestName(id, ALL_IDS);
    throw new UserError(`there is no rule \`${id}\``, {
      help: nearest ? `Did you mean \`${nearest}\`?` : `Rules: ${ALL_IDS.join(", ")}`,
    });
  });
}

/** The name of an environment variable, with or without the `$` that people type. */
function variableName(option: string, text: string | undefined): string | undefined {
  const name = text?.replace(/^\$/, "");
  if (name === undefined || /^[A-Za-z_]\w*$/.test(name)) return name;
  throw new UserError(`${option} wants the name of an environment variable`, {
    help: "Give the name, as in DOCKERHUB_TOKEN; never the secret itself",
  });
}

/** A name that CircleCI accepts for a context; one with a template would be an expression. */
function contextName(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  if (/^\S(?:.*\S)?$/.test(name) && name.length <= MAX_CONTEXT_NAME && !name.includes("<<")) return name;
  throw new UserError("--context wants the name of a context", { help: "Give the name as the web app shows it" });
}

/** What the flags ask for; a value that cannot be meant is a UserError. */
export function toRunOptions(command: "lint" | "fix", flags: Flags): RunOptions {
  return {
    command,
    rules: chooseRules(flags.rule),
    options: {
      ...DEFAULT_RULE_OPTIONS,
      dockerHub: {
        source: flags.source,
        context: contextName(flags.context),
        username: variableName("--username", flags.username),
        token: variableName("--token", flags.token),
        authStyle: flags.authStyle,
      },
      convenienceImages: flags.convenienceImages,
      unresolvedImages: flags.unresolvedImages,
    },
    unsafe: flags.unsafe === true,
    write: flags.diff !== true && flags.check !== true,
  };
}
