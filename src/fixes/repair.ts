import { indentUnder, setScalar, wrapPairs } from "../edit/index.ts";
import type { Change, Fix, Meaning, PathStep } from "../finding.ts";
import type { Config, Credential, Invocation, Use } from "../model/index.ts";
import { type Pair, type Scalar, asSeq, expand, resolve } from "../syntax/index.ts";
import { addContext } from "./add-context.ts";
import { type Declined, isDeclined } from "./options.ts";

/** Moves `username` and `password` of an image under its empty `auth`, or under a new one (`undefined`). */
export function nestCredentials(
  config: Config,
  auth: Pair | undefined,
  pairs: readonly Pair[],
  uses: readonly Use[],
): Fix | undefined {
  if (pairs.length !== 2) return undefined;
  const edits = auth ? indentUnder(config.tree, auth, pairs) : wrapPairs(config.tree, "auth", pairs);
  if (!edits) return undefined;
  const moved = Object.fromEntries(pairs.map((pair) => [keyText(pair), expand(pair.value)]));
  const expects = uses.flatMap(({ path }): Change[] => [
    { path: [...path, "auth"], value: moved },
    ...pairs.map((pair): Change => ({ path: [...path, keyText(pair)], value: undefined })),
  ]);
  return { title: "Move `username` and `password` under `auth`", safety: "needs-setup", edits, expects, setup: [] };
}

/** Puts a `$` before the name of a variable or parameter: a reference instead of the bare name. */
export function referenceVariable(
  config: Config,
  credential: Credential,
  paths: readonly (readonly PathStep[])[],
): Fix | undefined {
  const text = "$" + credential.scalar.value.trim();
  const edits = setScalar(config.tree, credential.scalar, text);
  if (!edits || credential.scalar.aliases.length > 0) return undefined;
  return {
    title: `Write \`${text}\``,
    safety: "needs-setup",
    edits,
    expects: paths.map((path) => ({ path, value: text })),
    setup: [],
  };
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
