import { type TextEdit, removePair, setScalar } from "../edit/index.ts";
import type { Change, Fix, Prerequisite } from "../finding.ts";
import {
  type AuthPlace,
  type Config,
  type Credential,
  type PlaintextValue,
  authPlaces,
  namesVariable,
  reachOf,
  writtenIn,
} from "../model/index.ts";
import { type Pair, type Scalar, entriesOf, keyOf, mergedMaps } from "../syntax/index.ts";
import { type ChosenContext, chooseCredential, contextForProvider, usesVariable } from "./credential.ts";
import { isPrescribedUsername, namesForRegistry } from "./names.ts";
import type { RepairContext } from "./repair.ts";
import { type Declined, isDeclined } from "./part.ts";
import { rotationOf } from "./rotation.ts";
import { type Caller, callersOfPulls, callersOfReach, supply } from "./supply.ts";

/** Replaces what is written under an `auth` by references, and gives every entry that pulls with it the context. */
export function moveAuth(context: RepairContext, place: AuthPlace, provider: string | undefined): Fix | Declined {
  const { config } = context;
  if (typeof place.content === "string") return { declined: "it is not a map" };
  const { username, password } = place.content;
  if (!password) return { declined: "it has no password" };
  const sharing = authPlaces(config.pullSites).filter(
    ({ content }) => typeof content !== "string" && content.password?.scalar === password.scalar,
  );
  const uses = new Set(sharing.flatMap((one) => one.uses));
  const pulls = config.pullSites.flatMap((site) => site.pulls.filter(({ use }) => uses.has(use)));
  const chosen = credentialOf(context, place);
  const replaced = new Map<Scalar, string>([[password.scalar, chosen.password]]);
  if (username?.kind === "literal" && !isPrescribedUsername(username.scalar.value) && chosen.username.startsWith("$")) {
    replaced.set(username.scalar, chosen.username);
  }
  const variables = [...replaced.values()].filter((text) => text.startsWith("$")).map((text) => text.slice(1));
  const names = variables.map((name) => `\`$${name}\``).toSorted(byUsername);
  const title = `Reference ${names.join(" and ")}`;
  const fix = moveScalars(context, replaced, { ...chosen, variables }, callersOfPulls(pulls), title, provider);
  const isOneOfSeveral =
    otherPasswords(context, chosen.password, password.scalar.value) || otherUser(context, username, chosen);
  return isDeclined(fix) || !isOneOfSeveral ? fix : { ...fix, safety: "unsafe" };
}

/** True when another password is written for images that would get the same variable: it cannot hold both. */
function otherPasswords(context: RepairContext, variable: string, password: string): boolean {
  return authPlaces(context.config.pullSites).some((place) => {
    const other = typeof place.content === "string" ? undefined : place.content.password;
    const isLiteral = other?.kind === "literal" && !namesVariable(other) && other.scalar.value !== password;
    return isLiteral && credentialOf(context, place).password === variable;
  });
}

/** True when the file uses the chosen variable already, and another user name is written here. */
function otherUser({ origin }: RepairContext, username: Credential | undefined, chosen: ChosenNames): boolean {
  if (username?.kind !== "literal" || isPrescribedUsername(username.scalar.value)) return false;
  return usesVariable(origin, chosen.password) && username.scalar.value !== chosen.username;
}

function byUsername(a: string, b: string): number {
  return Number(/USER/i.test(b)) - Number(/USER/i.test(a));
}

interface ChosenNames extends ChosenContext {
  readonly username: string;
  readonly password: string;
}

function credentialOf({ config, origin, options }: RepairContext, place: AuthPlace): ChosenNames {
  const sites = config.pullSites.filter((site) => site.uses.some((use) => place.uses.includes(use)));
  if (sites.some(({ registries }) => registries.has("docker-hub"))) return chooseCredential(origin, options);
  const host = /^([^/]+)\//.exec(place.site.text)?.[1] ?? "";
  const names = namesForRegistry(host);
  const context = options.source === "project" ? undefined : names.context;
  const username = `$${names.username}`;
  const password = `$${names.secret}`;
  return { username, password, variables: [names.username, names.secret], context, sufficient: [], forAll: false };
}

const CLOUD_VARIABLES: Readonly<Record<string, string>> = {
  aws_access_key_id: "$AWS_ACCESS_KEY_ID",
  aws_secret_access_key: "$AWS_SECRET_ACCESS_KEY",
};

/** Replaces the literals of an `aws_auth` by references, in the names that another `aws_auth` of the file has. */
export function moveCloudAuth(context: RepairContext, { value }: PlaintextValue): Fix | Declined {
  const { config, options } = context;
  const pair = value.pair;
  if (!pair) return { declined: "it is not a key of a map" };
  const replaced = new Map<Scalar, string>();
  for (const name of Object.keys(CLOUD_VARIABLES)) {
    const scalar = entriesOf(pair.map).get(name)?.value;
    if (scalar?.kind !== "scalar") return { declined: `\`${name}\` is not written beside it` };
    const learnt = learnCloudVariable(config, name) ?? CLOUD_VARIABLES[name] ?? "";
    if (scalar.value.includes("<<")) return { declined: "a parameter stands beside it" };
    if (!scalar.value.trim().startsWith("$")) replaced.set(scalar, learnt);
  }
  const variables = [...replaced.values()].map((text) => text.slice(1));
  const title = `Reference ${[...replaced.values()].map((text) => `\`${text}\``).join(" and ")}`;
  const callers = callersOfReach(reachOf(config, pair.map));
  const chosen = chooseShared(context, callers, variables, contextForProvider("aws", context.origin, options));
  return moveScalars(context, replaced, chosen, callers, title, "aws");
}

function learnCloudVariable(config: Config, name: string): string | undefined {
  const others = writtenIn(config).values.filter((one) => one.position === "aws-auth" && one.name === name);
  return others.map(({ scalar }) => scalar.value.trim()).find((text) => /^\$[A-Za-z_]\w*$/.test(text));
}

/** Takes a variable out of an `environment` that holds its value, and lets a context supply it. */
export function moveVariable(
  context: RepairContext,
  plain: PlaintextValue,
  provider: string | undefined,
): Fix | Declined {
  const { config, options } = context;
  const { value, name } = plain;
  const { pair, position } = value;
  if (position === "container") {
    return { declined: "CircleCI expands no variable in the `environment` of a container" };
  }
  if (pair?.value?.kind === "alias") return { declined: "its value is parked at an anchor, and would stay there" };
  if (!pair || plain.isPart) return { declined: "it is only a part of a text" };
  if (!/^[A-Za-z_]\w*$/.test(name)) return { declined: `\`${name}\` is no name that a context can hold` };
  if (others(config, value.scalar, name).length > 0) {
    return {
      declined: `\`${name}\` is also written elsewhere in the file with another value, which would take its place`,
    };
  }
  if ([...mergedMaps(pair.map)].some((source) => entriesOf(source).has(name))) {
    return { declined: `a merged map brings another \`${name}\`, which would take its place` };
  }
  const reach = reachOf(config, pair.map);
  if (reach.open) return { declined: "jobs in other files may use it too" };
  if (reach.invocations.length === 0 && reach.jobs.length === 0) return { declined: "no job of this file uses it" };
  const removed = removal(config, pair);
  if (!removed) return { declined: "it is written in a form that cannot be edited safely" };
  const callers = callersOfReach(reach);
  const chosen = chooseShared(context, callers, [name], contextForProvider(provider, context.origin, options));
  const supplied = supply(config, callers, chosen);
  if (isDeclined(supplied)) return supplied;
  return {
    title: `Remove \`${name}\` from the file${chosen.context === undefined ? "" : ` and let context \`${chosen.context}\` supply it`}`,
    safety: "unsafe",
    edits: [...removed.edits, ...supplied.edits],
    expects: [removed.change, ...supplied.expects],
    setup: [...contextSetup(chosen), rotationOf(provider)],
  };
}

/** Values of the same variable elsewhere that differ. */
function others(config: Config, scalar: Scalar, name: string): Scalar[] {
  const same = writtenIn(config).values.filter((one) => one.position === "environment" && one.name === name);
  return same.map((one) => one.scalar).filter((one) => one !== scalar && one.value !== scalar.value);
}

/** The entry's lines, or those of the whole map where it is the only one. */
function removal({ tree }: Config, pair: Pair): { edits: readonly TextEdit[]; change: Change } | undefined {
  if (pair.map.pairs.length > 1) {
    const edits = removePair(tree, pair);
    return edits && { edits, change: { map: pair.map.span, key: keyOf(pair) ?? "", value: undefined } };
  }
  const holder = pair.map.holder;
  if (holder?.kind !== "pair" || pair.map.aliases.length > 0) return undefined;
  const edits = removePair(tree, holder);
  return edits && { edits, change: { map: holder.map.span, key: keyOf(holder) ?? "", value: undefined } };
}

/** The one context that all callers have already, else a new one. */
export function chooseShared(
  { origin }: RepairContext,
  callers: readonly Caller[],
  variables: readonly string[],
  fallback: string | undefined,
): ChosenContext {
  // What an earlier fix of this run attached is no sign of what the file does by itself.
  const own = new Map(origin.invocations.map((one) => [one.path.join("\n"), one.contexts.names]));
  const lists = callers.map(({ invocation }) => own.get(invocation?.path.join("\n") ?? "") ?? []);
  const [first = []] = lists;
  const shared = first.filter((name) => lists.every((names) => names.includes(name)));
  const chosen = fallback !== undefined && shared.length === 1 ? shared[0] : fallback;
  return { variables, context: chosen, sufficient: [], forAll: false };
}

/** Writes other texts into scalars and attaches the context that supplies what they refer to. */
function moveScalars(
  { config }: RepairContext,
  replaced: ReadonlyMap<Scalar, string>,
  chosen: ChosenContext,
  callers: readonly Caller[],
  title: string,
  provider: string | undefined,
): Fix | Declined {
  const edits: TextEdit[] = [];
  const expects: Change[] = [];
  for (const [scalar, text] of replaced) {
    if (!areAlike(scalar)) return { declined: "its value is anchored, and something else uses it too" };
    const edit = setScalar(config.tree, scalar, text);
    if (!edit) return { declined: "it is written in a form that cannot be edited safely" };
    edits.push(...edit);
    expects.push({ scalar: scalar.span, value: text });
  }
  const supplied = supply(config, callers, chosen);
  if (isDeclined(supplied)) return supplied;
  return {
    title: supplied.edits.length > 0 ? `${title}, and add context \`${chosen.context}\`` : title,
    safety: config.calledFromElsewhere ? "unsafe" : "needs-setup",
    edits: [...edits, ...supplied.edits],
    expects: [...expects, ...supplied.expects],
    setup: [...contextSetup(chosen), rotationOf(provider)],
  };
}

/** True when every alias of the scalar stands under one key of an `auth`, and the scalar itself in no `environment`. */
function areAlike({ aliases, holder }: Scalar): boolean {
  if (aliases.length === 0) return true;
  const keys = new Set(aliases.map((alias) => (alias.holder?.kind === "pair" ? keyOf(alias.holder) : undefined)));
  const around = holder?.kind === "pair" ? holder.map.holder : undefined;
  const [key] = keys;
  const isVariable = around?.kind === "pair" && keyOf(around) === "environment";
  return keys.size === 1 && /^(?:username|password|aws_\w+)$/.test(key ?? "") && !isVariable;
}

/** What must exist for a chosen context, or for variables of the project. */
export function contextSetup({ context, variables }: ChosenContext): Prerequisite[] {
  if (context === undefined) return [{ kind: "project-variables", variables }];
  return [{ kind: "context", context, variables }];
}
