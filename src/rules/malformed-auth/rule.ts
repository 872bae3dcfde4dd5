import { type RepairContext, moveToImage, nestCredentials, referenceVariables } from "../../fixes/index.ts";
import {
  type Auth,
  type AuthPlace,
  type Credential,
  type CredentialName,
  type LooseCredentials,
  authPlaces,
  credentialParameter,
  describeRunner,
  listNames,
  looseCredentials,
  misplacedAuths,
  namesVariable,
} from "../../model/index.ts";
import { type RuleContext, defineRule } from "../rule.ts";

const WHY_IGNORED =
  "CircleCI reads credentials only from `username` and `password` under `auth` of the image, so the pull stays anonymous or the config is refused";
const WHY_PAIR = "CircleCI wants exactly `username` and `password` under `auth` and refuses the config otherwise";
const WHY_BARE =
  "Without `$` the text itself is sent to the registry, and the job fails while its environment is prepared, before any step runs";

export default defineRule({
  meta: {
    id: "malformed-auth",
    summary: "Write `auth` as CircleCI reads it: `username` and `password` under `auth` of the image, as `$VARIABLE`",
    why: "Misplaced or incomplete credentials are ignored, or stop the job before its first step.",
    category: "authentication",
    severity: "error",
    fixable: "sometimes",
    since: "0.1.0",
  },
  on: {
    config(config, context) {
      for (const [misplaced, runner] of misplacedAuths(config.runners)) {
        const fix = misplaced.map === runner.map ? moveToImage(repairContext(context), runner, misplaced) : undefined;
        context.report({
          at: misplaced.key?.span ?? runner.nameSpan,
          message: `\`auth\` stands on ${describeRunner(runner)}, not on an image`,
          why: WHY_IGNORED,
          help: fix ? undefined : "Move it below the `image` that it is for, at the same indentation",
          fix,
        });
      }
      for (const place of authPlaces(config.pullSites)) reportPlace(place, context);
      for (const loose of looseCredentials(config.pullSites)) reportLoose(loose, context);
    },
  },
});

function reportPlace(place: AuthPlace, context: RuleContext): void {
  const { content, site, span } = place;
  const image = `\`${site.text}\``;
  const cloud = place.uses.find((use) => use.cloudAuth)?.cloudAuth;
  if (cloud) {
    context.report({
      at: span,
      message: `\`auth\` and \`${cloud.key}\` both stand on ${image}`,
      why: "CircleCI documents no order between them, so nobody can tell which credential is sent",
      help: `Keep the one for the registry of ${image}`,
    });
  } else if (content === "nothing") {
    reportEmpty(place, image, context);
  } else if (content === "other") {
    const help = "Write `username` and `password` below it";
    context.report({ at: span, message: `\`auth\` of ${image} is not a map`, why: WHY_PAIR, help });
  } else if (content !== "template") {
    reportKeys(content, place, image, context);
    reportBareNames(content, place, image, context);
  }
}

function reportEmpty({ pair, beside, span, site, uses }: AuthPlace, image: string, context: RuleContext): void {
  if (beside.length === 0) {
    const help = "Write `username` and `password` below it";
    context.report({ at: span, message: `\`auth\` of ${image} is empty`, why: WHY_PAIR, help });
    return;
  }
  const fix = nestCredentials(repairContext(context), pair, beside, site, uses);
  context.report({
    at: span,
    message: `${namesOf(beside)} of ${image} ${beside.length > 1 ? "stand" : "stands"} beside \`auth\`, not under it`,
    why: WHY_IGNORED,
    help: fix ? undefined : "Indent both under `auth`",
    fix,
  });
}

function reportKeys(auth: Auth, { span }: AuthPlace, image: string, context: RuleContext): void {
  const help = "Give it as a reference to a variable, `$VARIABLE`";
  if (auth.missing.length > 0) {
    const message = `\`auth\` of ${image} has no ${listNames(auth.missing)}`;
    context.report({ at: span, message, why: WHY_PAIR, help });
  }
  for (const name of auth.empty) {
    context.report({ at: span, message: `\`auth.${name}\` of ${image} is empty`, why: WHY_PAIR, help });
  }
  for (const { name, span: at } of auth.extraKeys) {
    const message = `\`auth\` of ${image} has the key \`${name}\``;
    context.report({ at, message, why: WHY_PAIR, help: "Remove it, or move it to where it belongs" });
  }
}

/** Bare names where references belong. A text that is no clear name may be a secret: it is never quoted. */
function reportBareNames(auth: Auth, place: AuthPlace, image: string, context: RuleContext): void {
  const bare = new Map<CredentialName, Credential>();
  for (const name of ["username", "password"] as const) {
    const credential = auth[name];
    if (credential && (parameterOfName(credential, place) !== undefined || namesVariable(credential)))
      bare.set(name, credential);
  }
  const fix = bare.size > 0 ? referenceVariables(repairContext(context), bare, place) : undefined;
  for (const [name, credential] of bare) {
    const text = credential.scalar.value.trim();
    const parameter = parameterOfName(credential, place);
    const what = parameter === undefined ? `the text \`${text}\`` : `the name in parameter \`${parameter}\``;
    context.report({
      at: credential.scalar.span,
      message: `\`auth.${name}\` of ${image} is ${what}, not the variable of that name`,
      why: WHY_BARE,
      help: fix ? undefined : `Write \`$${text}\``,
      fix,
    });
  }
}

/** The parameter that a credential consists of, if it holds the name of a variable wherever the `auth` is used. */
function parameterOfName(credential: Credential, { uses }: AuthPlace): string | undefined {
  const parameter = credentialParameter(credential);
  if (parameter === undefined) return undefined;
  return uses.every((use) => use.runner.parameters.get(parameter)?.type === "env_var_name") ? parameter : undefined;
}

function repairContext({ config, origin, settings }: RuleContext): RepairContext {
  return { config, origin, options: settings.dockerHub };
}

/** `username` and `password` on the image itself, with no `auth` at all. */
function reportLoose({ site, uses, pairs, span }: LooseCredentials, context: RuleContext): void {
  const own = uses.length === site.uses.length ? pairs : [];
  const fix = nestCredentials(repairContext(context), undefined, own, site, uses);
  const names = pairs.length > 0 ? namesOf(pairs) : "`username` and `password`";
  context.report({
    at: span,
    message: `${names} of \`${site.text}\` ${pairs.length === 1 ? "stands" : "stand"} on the image, without \`auth\``,
    why: WHY_IGNORED,
    help: fix ? undefined : "Write `auth:` above and indent both under it",
    fix,
  });
}

function namesOf(pairs: AuthPlace["beside"]): string {
  return listNames(pairs.flatMap(({ key }) => (key?.kind === "scalar" ? [key.value] : [])));
}
