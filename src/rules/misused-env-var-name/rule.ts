import { bareTheName, expandTheName, referenceTheName } from "../../fixes/index.ts";
import {
  type NameArgument,
  bareNames,
  describeOwner,
  describeValue,
  nameArguments,
  namesSentAsValues,
  spanInFile,
} from "../../model/index.ts";
import { findTokens } from "../../secrets/index.ts";
import { type RuleContext, defineRule } from "../rule.ts";

const WHY_REFERENCE: Readonly<Record<NameArgument["because"], string>> = {
  type: "A parameter of type `env_var_name` takes nothing but a name, so CircleCI refuses the config",
  orb: "The orb reads the variable by its name: CircleCI refuses a reference, or the orb finds no variable of that name",
  use: "The parameter is used with a `$` before it already; with two of them the variable is not read",
};
const WHY_SENT =
  "CircleCI replaces the parameter by the name, so the registry gets the name of the variable instead of its value and refuses the login";
const WHY_BARE =
  "The parameter is used as the value itself, so the registry gets the name of the variable and refuses the login";
const WHY_TAKEN =
  "The orb expands a reference with `circleci env subst` and leaves a bare name as it is, so AWS gets the name of the variable and refuses it";
const WHY_WORD =
  "The parameter takes the name of a variable; a password or token in its place is not used, and everyone who can read the repository can read it";
const WHY_VALUE =
  "The parameter takes the name of a variable: CircleCI refuses anything else or finds no variable of that name, and everyone who can read the repository can read the value";

export default defineRule({
  meta: {
    id: "misused-env-var-name",
    summary: "Give the bare name of a variable where a name is wanted, and a reference where a value is",
    why: "A name with `$` is refused, a value in the place of a name is leaked and not used, and a name in the place of a value is taken for the credential itself.",
    category: "credentials",
    severity: "error",
    fixable: "sometimes",
    since: "0.1.0",
  },
  on: {
    config(config, context) {
      for (const argument of nameArguments(config)) reportArgument(argument, context);
      for (const misuse of namesSentAsValues(config)) {
        const fix = expandTheName(config, misuse);
        context.report({
          at: spanInFile(config, misuse.script, misuse.span),
          about: { what: misuse.parameter },
          message: `a login in ${describeOwner(misuse.script.path) || "this file"} sends the name in parameter \`${misuse.parameter}\`, not the variable of that name`,
          why: WHY_SENT,
          help: fix ? undefined : `Write \`\${<< parameters.${misuse.parameter} >>}\``,
          fix,
        });
      }
      for (const bare of bareNames(config)) {
        const fix = referenceTheName(config, bare);
        context.report({
          at: bare.value.scalar.span,
          message: `${subjectOf(bare)} is the text \`${bare.text}\`, which ${bare.usedBy === "orb" ? "the orb uses as the credential itself" : "a login sends as the password"}`,
          why: bare.usedBy === "orb" ? WHY_TAKEN : WHY_BARE,
          help: fix ? undefined : `Write \`$${bare.text}\``,
          fix,
        });
      }
    },
  },
});

function reportArgument(argument: NameArgument, context: RuleContext): void {
  const { value, text, because } = argument;
  const at = value.scalar.span;
  const subject = subjectOf(argument);
  if (/^\$(?:[A-Za-z_{]|\s*<<)/.test(text)) {
    const fix = bareTheName(context.config, argument);
    const help = fix ? undefined : "Write the bare name, without `$` and braces";
    context.report({
      at,
      message: `${subject} is a reference where the name of a variable is wanted`,
      why: WHY_REFERENCE[because],
      help,
      fix,
    });
  } else if (text === "" || text.includes("<<") || because === "use") {
    return;
  } else if (findTokens(text).length > 0 || !/^[A-Za-z_]\w*$/.test(text)) {
    const help = "Store the value in a context and write the variable's name here";
    context.report({
      at,
      message: `${subject} is a value where the name of a variable is wanted`,
      why: WHY_VALUE,
      help,
    });
  } else if (/[a-z]/.test(text)) {
    context.report({
      at,
      severity: "info",
      message: `${subject} is not in capitals, unlike most names of variables`,
      why: WHY_WORD,
      help: "Check that a variable has this very name",
    });
  }
}

function subjectOf({ value }: Pick<NameArgument, "value">): string {
  return describeValue(value, value.name);
}
