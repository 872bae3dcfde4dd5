import { type TextEdit, indentUnder, insertPairAfter, removePair, setScalar, wrapPairs } from "../edit/index.ts";
import type { Change, Fix, Meaning } from "../finding.ts";
import {
  type AuthPlace,
  type Config,
  type Credential,
  type CredentialName,
  type Invocation,
  type Pull,
  type PullSite,
  type Runner,
  type Use,
  groupOf,
  readAuth,
  supplierOf,
  variablesIn,
} from "../model/index.ts";
import { type Pair, type Scalar, asSeq, expand, resolve, textOf, valueOf } from "../syntax/index.ts";
import { addContext } from "./add-context.ts";
import { type ChosenContext, chooseContext } from "./credential.ts";
import { placesForAuth } from "./docker-items.ts";
import type { DockerHubOptions } from "./options.ts";
import { type Declined, type Part, isDeclined } from "./part.ts";
import { callersOfPulls, supply } from "./supply.ts";

/** What a repair of an `auth` may look at beside it. */
export interface RepairContext {
  readonly config: Config;
  /** The file before the run's first fix. */
  readonly origin: Config;
  readonly options: DockerHubOptions;
}

/** Moves `username` and `password` of an image under its empty `auth`, or under a new one (`undefined`). */
export function nestCredentials(
  context: RepairContext,
  auth: Pair | undefined,
  pairs: readonly Pair[],
  site: PullSite,
  uses: readonly Use[],
): Fix | undefined {
  if (pairs.length !== 2 || uses.some((use) => use.cloudAuth) || !pairs.every(isReference)) return undefined;
  const { tree } = context.config;
  const edits = auth ? indentUnder(tree, auth, pairs) : wrapPairs(tree, "auth", pairs);
  const moved = Object.fromEntries(pairs.map((pair) => [keyText(pair), expand(pair.value)]));
  const expects = uses.flatMap(({ path }): Change[] => [
    { path: [...path, "auth"], value: moved },
    ...pairs.map((pair): Change => ({ path: [...path, keyText(pair)], value: undefined })),
  ]);
  const texts = pairs.map(({ value }) => textOf(value) ?? "");
  const part = edits && { edits, expects };
  return repair("Move `username` and `password` under `auth`", part, texts, site, uses, context);
}

/** Moves an `auth` from a job or executor to its image, if it has only one. */
export function moveToImage(context: RepairContext, runner: Runner, misplaced: Pair): Fix | undefined {
  const { config } = context;
  const sites = config.pullSites.filter(({ uses }) => uses.some((use) => use.runner === runner));
  const [site] = sites;
  const [use] = site?.uses ?? [];
  const auth = readAuth(misplaced.value);
  if (!site || !use || sites.length > 1 || site.uses.length > 1 || use.auth || use.cloudAuth) return undefined;
  if (!auth || auth.missing.length + auth.empty.length + auth.extraKeys.length > 0) return undefined;
  if (auth.password?.kind !== "variable" || runner.map.aliases.length > 0) return undefined;
  const places = placesForAuth(site, site.uses, config);
  const [place] = isDeclined(places) ? [] : places;
  if (!place) return undefined;
  const pairs = ["username", "password"].map((name) => [name, textOf(valueOf(auth.map, name)) ?? ""] as const);
  const value = misplaced.value?.kind === "alias" ? { alias: misplaced.value.name } : { pairs };
  const added = insertPairAfter(config.tree, place, ["auth", value]);
  const removed = removePair(config.tree, misplaced);
  if (!added || !removed) return undefined;
  const expects: Change[] = [
    { map: place.map.span, key: "auth", value: expand(auth.map) },
    { path: [...runner.path, "auth"], value: undefined },
  ];
  const title = `Move \`auth\` from ${runner.kind} \`${runner.name}\` to its image`;
  const texts = pairs.map(([, text]) => text);
  return repair(title, { edits: [...added, ...removed], expects }, texts, site, [use], context);
}

/** Puts a `$` before bare names of variables or parameters, all of one `auth` together. */
export function referenceVariables(
  context: RepairContext,
  bare: ReadonlyMap<CredentialName, Credential>,
  { site, uses, content }: AuthPlace,
): Fix | undefined {
  if (typeof content === "string" || [...bare.values()].some(({ scalar }) => scalar.aliases.length > 0))
    return undefined;
  const edits: TextEdit[] = [];
  const expects: Change[] = [];
  const texts = new Map([content.username, content.password].map((one) => [one, one?.scalar.value.trim() ?? ""]));
  for (const [name, credential] of bare) {
    const text = `$${credential.scalar.value.trim()}`;
    const edit = setScalar(context.config.tree, credential.scalar, text);
    if (!edit) return undefined;
    edits.push(...edit);
    expects.push(...uses.map(({ path }) => ({ path: [...path, "auth", name], value: text })));
    texts.set(credential, text);
  }
  const written = [...bare.values()].map((credential) => `\`${texts.get(credential)}\``);
  const title = `Write ${written.join(" and ")}`;
  return repair(title, { edits, expects }, [...texts.values()], site, uses, context);
}

/** A fix that makes an `auth` work, with the context for entries whose neighbours get the same variables from one. */
function repair(
  title: string,
  part: Part | undefined,
  texts: readonly string[],
  site: PullSite,
  uses: readonly Use[],
  { config, origin, options }: RepairContext,
): Fix | undefined {
  if (!part) return undefined;
  const pulls = site.pulls.filter(({ use }) => uses.includes(use));
  const variables = variablesIn(texts, pulls[0]?.scope ?? new Map());
  const chosen = contextFor(variables, pulls, origin, options);
  const supplied = supply(config, callersOfPulls(pulls), chosen);
  if (isDeclined(supplied)) return undefined;
  const { context } = chosen;
  const attaches = context !== undefined && supplied.edits.length > 0;
  return {
    title,
    safety: "needs-setup",
    edits: [...part.edits, ...supplied.edits],
    expects: [...part.expects, ...supplied.expects],
    setup: attaches ? [{ kind: "context", context, variables }] : [],
  };
}

/** What the file's other users of the variables show; without any, what the repaired pulls' own entries show. */
function contextFor(
  variables: readonly string[],
  pulls: readonly Pull[],
  origin: Config,
  options: DockerHubOptions,
): ChosenContext {
  if (groupOf(origin.pullSites, variables)) return chooseContext(origin, variables, options);
  const invocations = [...new Set(pulls.flatMap(({ invocation }) => invocation ?? []))];
  const supplier = supplierOf({ variables, invocations, onDockerHub: true }, options.supplies);
  return { variables, context: supplier?.named ? supplier.context : undefined, sufficient: [], forAll: false };
}

/** True for `$VARIABLE`, and for a user name that is written out; a bare variable name needs a repair of its own. */
function isReference({ key, value }: Pair): boolean {
  const text = textOf(value) ?? "";
  return text.startsWith("$") || (textOf(key) === "username" && text !== "" && text !== text.toUpperCase());
}

/** Attaches the context that other invocations have to one that lacks it. */
export function supplyContext(
  config: Config,
  invocation: Invocation,
  context: string,
  variables: readonly string[],
): Fix | Declined {
  const added = addContext(config, [invocation], context);
  if (isDeclined(added)) return added;
  return {
    title: `Add context \`${context}\``,
    safety: "needs-setup",
    ...added,
    setup: [{ kind: "context", context, variables }],
  };
}

/** Gives a context the spelling that other invocations use. */
export function respellContext(config: Config, invocation: Invocation, from: string, to: string): Fix | undefined {
  const value = resolve(invocation.contexts.entry?.value);
  const list = asSeq(value);
  const nodes = list ? list.items.map((item) => item.node) : [value];
  const index = nodes.findIndex((node) => node?.kind === "scalar" && node.value === from);
  const scalar = nodes[index];
  if (scalar?.kind !== "scalar" || !isPrivate(scalar, invocation)) return undefined;
  const edits = setScalar(config.tree, scalar, to);
  if (!edits) return undefined;
  const path = [...invocation.path, invocation.jobName, "context"];
  const names = invocation.contexts.names.map((name) => (name === from ? to : name));
  const meaning: Meaning = list ? names : to;
  return {
    title: `Write \`${to}\``,
    safety: "unsafe",
    edits,
    expects: [{ path, value: meaning }],
    setup: [],
  };
}

/** True when no alias shows the scalar, or what holds it, in another entry. */
function isPrivate(scalar: Scalar, invocation: Invocation): boolean {
  const { entry } = invocation.contexts;
  if (!entry || entry.merged || entry.pair.value?.kind === "alias" || invocation.item.node?.kind === "alias")
    return false;
  const holders = [scalar, resolve(entry.value), invocation.args, resolve(invocation.item.node)];
  return holders.every((node) => !node || node.aliases.length === 0);
}

function keyText(pair: Pair): string {
  return pair.key?.kind === "scalar" ? pair.key.value : "";
}
