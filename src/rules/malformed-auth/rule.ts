import type { PathStep } from "../../finding.ts";
import { nestCredentials, referenceVariable } from "../../fixes/index.ts";
import {
  type Auth,
  type Credential,
  type PullSite,
  type Runner,
  type Use,
  credentialParameter,
  describeRunner,
  readAuth,
} from "../../model/index.ts";
import { type Entry, asMap, entriesOf, isNull, ownPair, textOf } from "../../syntax/index.ts";
import { type RuleContext, defineRule } from "../rule.ts";

const WHY_IGNORED =
  "CircleCI reads credentials only from `username` and `password` under `auth` of the image, so the pull stays anonymous or the config is refused";
const WHY_PAIR = "CircleCI wants exactly `username` and `password` under `auth` and refuses the config otherwise";
const WHY_BARE =
  "Without `$` the text itself is sent to the registry, and the pull fails while the environment is prepared, before any step runs";

export default defineRule({
  meta: {
    id: "malformed-auth",
    summary:
      "Write `auth` as CircleCI reads it: `username` and `password` under `auth` of the image, both as `$VARIABLE`",
    why: "Misplaced or incomplete credentials are ignored, or stop the job before its first step.",
    category: "authentication",
    severity: "error",
    fixable: "sometimes",
    since: "0.1.0",
  },
  on: {
    config(config, context) {
      for (const runner of config.runners) reportMisplaced(runner, context);
      for (const [entry, shared] of groupByAuth(config.pullSites)) reportAuth(entry, shared, context);
      for (const site of config.pullSites) reportLoose(site, context);
    },
  },
});

interface Shared {
  readonly site: PullSite;
  readonly uses: Use[];
}

/** Each written `auth`, once, with the uses that have it. */
function groupByAuth(sites: readonly PullSite[]): ReadonlyMap<Entry["pair"], Shared> {
  const groups = new Map<Entry["pair"], Shared>();
  for (const site of sites) {
    if (site.example) continue;
    for (const use of site.uses) {
      if (!use.auth) continue;
      const group = groups.get(use.auth.pair);
      if (group) group.uses.push(use);
      else groups.set(use.auth.pair, { site, uses: [use] });
    }
  }
  return groups;
}

function reportAuth(pair: Entry["pair"], { site, uses }: Shared, context: RuleContext): void {
  const key = pair.key?.span;
  const [use] = uses;
  if (!key || !use) return;
  const image = `\`${site.text}\``;
  if (use.cloudAuth) {
    context.report({
      at: key,
      message: `\`auth\` and \`${use.cloudAuth.key}\` both stand on ${image}`,
      why: "CircleCI documents no order between them, so which credential is sent is chance",
      help: `Keep the one for the registry of ${image}`,
    });
    return;
  }
  if (isNull(pair.value)) return reportEmpty(pair, site, uses, context);
  const auth = readAuth(pair.value);
  if (!auth) {
    if (textOf(pair.value)?.includes("<<")) return;
    context.report({
      at: key,
      message: `\`auth\` of ${image} is not a map`,
      why: WHY_PAIR,
      help: "Write `username` and `password` below it",
    });
    return;
  }
  reportKeys(auth, key, image, context);
  const paths = uses.map((one) => [...one.path, "auth"]);
  for (const name of ["username", "password"] as const) {
    const credential = auth[name];
    if (credential)
      reportCredential(
        name,
        credential,
        use.runner,
        paths.map((path) => [...path, name]),
        image,
        context,
      );
  }
}

function reportKeys(auth: Auth, at: { start: number; end: number }, image: string, context: RuleContext): void {
  const missing = (["username", "password"] as const).filter((name) => !auth[name] && !entriesOf(auth.map).has(name));
  const empty = (["username", "password"] as const).filter((name) => {
    const entry = entriesOf(auth.map).get(name);
    return entry !== undefined && (!auth[name] || auth[name].kind === "empty");
  });
  if (missing.length > 0) {
    const keys = missing.map((name) => `\`${name}\``).join(" and ");
    context.report({
      at,
      message: `\`auth\` of ${image} has no ${keys}`,
      why: WHY_PAIR,
      help: `Add ${keys} as \`$VARIABLE\``,
    });
  }
  for (const name of empty) {
    context.report({
      at,
      message: `\`auth.${name}\` of ${image} is empty`,
      why: WHY_PAIR,
      help: "Write the name of the variable that holds it, as `$VARIABLE`",
    });
  }
  for (const key of auth.extraKeys) {
    context.report({
      at: ownPair(auth.map, key)?.key?.span ?? at,
      message: `\`auth\` of ${image} has the key \`${key}\``,
      why: WHY_PAIR,
      help: "Remove it, or move it to where it belongs",
    });
  }
}

/** A bare name where a reference belongs. A text that is no clear name may be a secret: it is never quoted. */
function reportCredential(
  name: "username" | "password",
  credential: Credential,
  runner: Runner,
  paths: readonly (readonly PathStep[])[],
  image: string,
  context: RuleContext,
): void {
  const { config } = context;
  const parameter = credentialParameter(credential);
  const text = credential.scalar.value.trim();
  if (parameter !== undefined && runner.parameters.get(parameter)?.type === "env_var_name") {
    context.report({
      at: credential.scalar.span,
      message: `\`auth.${name}\` of ${image} is the name in parameter \`${parameter}\`, not the variable of that name`,
      why: WHY_BARE,
      help: `Write \`$${text}\``,
      fix: referenceVariable(config, credential, paths),
    });
  } else if (credential.kind === "literal" && isVariableName(text)) {
    context.report({
      at: credential.scalar.span,
      message: `\`auth.${name}\` of ${image} is the text \`${text}\`, not the variable of that name`,
      why: WHY_BARE,
      help: `Write \`$${text}\``,
      fix: referenceVariable(config, credential, paths),
    });
  }
}

/** Upper case with a word that people put into the names of such variables: no secret looks like this. */
function isVariableName(text: string): boolean {
  if (!/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(text)) return false;
  return text
    .split("_")
    .some((word) => /^(?:DOCKER|DOCKERHUB|HUB|REGISTRY|USER|USERNAME|LOGIN|PASS|PASSWORD|PWD|TOKEN)$/.test(word));
}

function reportEmpty(pair: Entry["pair"], site: PullSite, uses: readonly Use[], context: RuleContext): void {
  const beside = ["username", "password"].flatMap((name) => ownPair(pair.map, name) ?? []);
  const at = pair.key?.span ?? site.span;
  if (beside.length === 0) {
    context.report({
      at,
      message: `\`auth\` of \`${site.text}\` is empty`,
      why: WHY_PAIR,
      help: "Write `username` and `password` below it",
    });
    return;
  }
  const inOrder = beside.toSorted((a, b) => (a.key?.span.start ?? 0) - (b.key?.span.start ?? 0));
  context.report({
    at,
    message: `${beside.map((one) => `\`${textOf(one.key)}\``).join(" and ")} of \`${site.text}\` stand beside \`auth\`, not under it`,
    why: WHY_IGNORED,
    help: "Indent them under `auth`",
    fix:
      beside.length === 2
        ? nestCredentials(
            context.config,
            pair,
            inOrder,
            uses.map((use) => use.path),
          )
        : undefined,
  });
}

/** `username` and `password` on the image itself, with no `auth` at all. */
function reportLoose(site: PullSite, context: RuleContext): void {
  const loose = ["username", "password"].flatMap((name) => ownPair(site.pair.map, name) ?? []);
  if (loose.length === 0 || site.example || site.uses.some((use) => use.auth)) return;
  const names = loose.map((pair) => `\`${textOf(pair.key)}\``).join(" and ");
  context.report({
    at: loose[0]?.key?.span ?? site.span,
    message: `${names} of \`${site.text}\` ${loose.length > 1 ? "stand" : "stands"} on the image, without \`auth\``,
    why: WHY_IGNORED,
    help: "Write `auth:` above them and indent them under it",
  });
}

/** `auth` with credentials on a job or an executor instead of an image. */
function reportMisplaced(runner: Runner, context: RuleContext): void {
  const entry = entriesOf(runner.map).get("auth");
  const keys = entriesOf(asMap(entry?.value));
  if (!entry || (!keys.has("username") && !keys.has("password"))) return;
  context.report({
    at: entry.pair.key?.span ?? runner.nameSpan,
    message: `\`auth\` stands on ${describeRunner(runner)}, not on an image`,
    why: WHY_IGNORED,
    help: "Move it below the `image` that it is for, at the same indentation",
  });
}
