import { type RepairContext, isDeclined, passwordToStdin, providerOfLogin, replaceLiteral } from "../../fixes/index.ts";
import {
  type BashEnv,
  type FoundExposure,
  type LoginArgument,
  type Printed,
  type Traced,
  type WrittenSecret,
  describeOwner,
  spanInFile,
} from "../../model/index.ts";
import { describeToken, readKeyName } from "../../secrets/index.ts";
import type { Report, RuleContext } from "../rule.ts";

/** Says where a credential can be read by others, and what to do about it. */
export function reportExposure(found: FoundExposure, context: RuleContext): void {
  const at = spanInFile(context.config, found.script, found.exposure.span);
  context.report({ at, about: { what: subjectOf(found) }, ...describe(found, context) });
}

/** How it is exposed, and by what: several can stand in one script. */
function subjectOf({ exposure }: FoundExposure): string {
  const by = "login" in exposure && exposure.login ? `${exposure.login.client} login` : "";
  const what = "where" in exposure ? exposure.where : "what" in exposure ? exposure.what : "";
  return [exposure.kind, what || by].join(" ").trim();
}

function describe(found: FoundExposure, context: RuleContext): Omit<Report, "at"> {
  const { exposure } = found;
  const owner = describeOwner(found.script.path) || "this file";
  switch (exposure.kind) {
    case "login-argument":
      return describeLogin({ ...found, exposure }, owner, context);
    case "printed":
      return describePrinted(exposure, owner);
    case "traced":
      return describeTraced(exposure, owner, found, context);
    case "bash-env":
      return describeBashEnv(exposure, owner);
    default:
      return describeWritten({ ...found, exposure }, owner, context);
  }
}

const WHY_ARGUMENT =
  "Every process on the machine can read the command lines of the others, and `set -x` prints them; docker itself warns about it";
const WHY_WRITTEN = "Everyone who can read the repository, its history or the pipeline's page in CircleCI can use it";
const WHY_DOUBTFUL =
  "It may be a throw-away; if it opens anything real, every reader of the repository can open it too";

function describeLogin(
  found: FoundExposure & { readonly exposure: LoginArgument },
  owner: string,
  context: RuleContext,
): Omit<Report, "at"> {
  const { login, literal, judgement } = found.exposure;
  const provider = judgement?.token?.shape.provider ?? providerOfLogin(login);
  const fix = passwordToStdin(repairContext(context), found, provider);
  const command = `\`${login.client} login\` in ${owner}`;
  const what = judgement?.token && literal !== undefined ? `, ${describeToken(judgement.token, literal)},` : "";
  return {
    severity: literal === undefined ? "warning" : "error",
    message:
      literal === undefined
        ? `${command} takes the password on its command line`
        : `the password of ${command}${what} is written in the file`,
    why: literal === undefined ? WHY_ARGUMENT : WHY_WRITTEN,
    ...fixOrHelp(fix, "Pipe the password in with `--password-stdin`"),
  };
}

function describeWritten(
  found: FoundExposure & { readonly exposure: WrittenSecret },
  owner: string,
  context: RuleContext,
): Omit<Report, "at"> {
  const { kind, where, judgement, literal, login } = found.exposure;
  const { token, verdict, severity } = judgement;
  const provider =
    token?.shape.provider ?? (login ? providerOfLogin(login) : readKeyName(kind === "argument" ? "" : where).provider);
  const subject = {
    argument: describeArgument(where, owner, verdict === "secret"),
    assignment: `\`${where}\`, set in a script of ${owner},`,
    piped: `the password that is piped into \`${where} login\` in ${owner}`,
    default: `the default of \`$${where}\` in ${owner}`,
  }[kind];
  const isToken = token !== undefined && token.shape.id !== "url-userinfo";
  const what = isToken ? `${subject.endsWith(",") ? " " : ", "}${describeToken(token, literal)},` : "";
  const verb = verdict === "secret" ? "is written in the file" : "may be a credential and is written in the file";
  return {
    severity,
    message: `${subject}${what} ${verb}`,
    why: verdict === "secret" ? WHY_WRITTEN : WHY_DOUBTFUL,
    ...fixOrHelp(replaceLiteral(repairContext(context), found, provider), "Move it to a context"),
  };
}

/** `the credential behind `curl -u` in job `x``, `the password in a URL of a command of job `x``. */
function describeArgument(where: string, owner: string, isSure: boolean): string {
  if (where === "a URL") return `the password in a URL of a command of ${owner}`;
  const noun = isSure ? "credential" : "value";
  return where === "a header"
    ? `the ${noun} in a header of a command of ${owner}`
    : `the ${noun} behind \`${where}\` in ${owner}`;
}

const WHY_MASKED =
  "CircleCI masks the values of contexts and project variables in the output of steps, but not on CircleCI Server, and not what is shorter than four characters";
const WHY_UNMASKED =
  "CircleCI masks only values that it stores itself, so this one stands in the log for everyone who can see the job";
const WHY_ENCODED =
  "CircleCI masks a value only as it is stored: encoded, it stands in the log, and anyone can turn it back";

function describePrinted({ what, masking }: Printed, owner: string): Omit<Report, "at"> {
  const isVariable = what.startsWith("$");
  return {
    severity: masking === "stored" ? "info" : isVariable ? "warning" : "error",
    message: isVariable
      ? `${owner} prints \`${what}\`${masking === "encoded" ? ", encoded," : ""} to the log`
      : `\`${what}\` in ${owner} prints a credential to the log`,
    why: { stored: WHY_MASKED, unmasked: WHY_UNMASKED, encoded: WHY_ENCODED }[masking],
    help: isVariable
      ? "Print whether it is set, not its value: `${NAME:+set}`"
      : "Capture its output in a variable, or write it to a file",
  };
}

function describeTraced(
  { what, masking, at }: Traced,
  owner: string,
  { script }: FoundExposure,
  { config }: RuleContext,
): Omit<Report, "at"> {
  const span = spanInFile(config, script, at);
  return {
    severity: masking === "stored" ? "info" : "warning",
    message: `\`set -x\` in ${owner} shows ${what.startsWith("$") ? `\`${what}\`` : `what \`${what}\` prints`} in the log`,
    why: masking === "stored" ? WHY_MASKED : WHY_UNMASKED,
    help: "Switch the trace off around it: `set +x`",
    related: [{ ...span, text: "it is used here" }],
  };
}

function describeBashEnv({ what, how }: BashEnv, owner: string): Omit<Report, "at"> {
  return how === "raw"
    ? {
        severity: "warning",
        message: `\`${what}\` in ${owner} appends the secret itself to \`$BASH_ENV\``,
        why: "Every later step runs `$BASH_ENV` as shell, so the secret is run as a command and its text lands in an error message in the log",
        help: "Write a line of shell instead: `export NAME=…`, the value quoted",
      }
    : {
        severity: "warning",
        message: `${owner} sets a variable from \`${what}\` in \`$BASH_ENV\` without \`export\``,
        why: "Programs that later steps start do not see a variable that is not exported",
        help: "Write `export NAME=…`",
      };
}

function fixOrHelp(fix: ReturnType<typeof replaceLiteral>, help: string): Pick<Report, "fix" | "help"> {
  return isDeclined(fix) ? { help: `${help} by hand; circlesec leaves it because ${fix.declined}` } : { fix };
}

function repairContext({ config, origin, settings }: RuleContext): RepairContext {
  return { config, origin, options: settings.dockerHub };
}
