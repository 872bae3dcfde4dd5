import { type NewValue, type TextEdit, appendTopLevel, insertPairAfter } from "../edit/index.ts";
import type { Change, Fix, Meaning, Prerequisite } from "../finding.ts";
import type { Config, Invocation, PullSite } from "../model/index.ts";
import { isAuthenticated, readAuth } from "../model/index.ts";
import type { MapNode } from "../syntax/index.ts";
import { anchoredAt, entriesOf, hasDuplicateKeys, isMergeAlias } from "../syntax/index.ts";
import { addContext } from "./add-context.ts";
import { type ChosenCredential, chooseCredential } from "./idiom.ts";
import { type Declined, type DockerHubOptions, isDeclined } from "./options.ts";

/** The anchor that `--auth-style anchor` gives to the first `auth` of a file. */
const NEW_ANCHOR = "docker-hub-auth";

/**
 * Adds `auth` beside the image and the context to every invocation that pulls it: both, or neither.
 *
 * `needs-setup` in a config, because the variables must exist; `unsafe` where other files run the jobs (orb sources,
 * pack trees, pieces of a config), because what they supply cannot be seen from here.
 */
export function addAuth(site: PullSite, config: Config, options: DockerHubOptions): Fix | Declined {
  const obstacle = findObstacle(site, config);
  if (obstacle !== undefined) return { declined: obstacle };
  const credential = chooseCredential(config, options);
  const auth = authEdits(site, config, options, credential);
  if (isDeclined(auth)) return auth;
  const contexts = contextEdits(site, config, credential);
  if (isDeclined(contexts)) return contexts;
  const external = config.calledFromElsewhere && !(credential.context === undefined && config.kind !== "orb");
  const fresh = contexts.edits.length > 0 && credential.context !== undefined;
  return {
    title: fresh ? `Add \`auth\` and context \`${credential.context}\`` : "Add `auth`",
    safety: external ? "unsafe" : "needs-setup",
    edits: [...auth.edits, ...contexts.edits],
    expects: [...auth.expects, ...contexts.expects],
    setup: fresh || external || credential.context === undefined ? [prerequisite(credential, external)] : [],
  };
}

function prerequisite({ context, variables }: ChosenCredential, external: boolean): Prerequisite {
  if (context === undefined) return { kind: "project-variables", variables };
  return { kind: external ? "callers" : "context", context, variables };
}

/** Why `auth` cannot be written beside this image, if it cannot. */
function findObstacle(site: PullSite, config: Config): string | undefined {
  const owner = site.pair.map;
  if (site.example)
    return "Nothing runs a usage example; change it by hand if readers should copy an authenticated pull";
  if (hasDuplicateKeys(owner))
    return "Remove the duplicate key beside this image first; which of the two counts is not documented";
  if (site.uses.some((use) => use.auth?.merged || use.cloudAuth)) {
    return "Add `auth` by hand: some lists merge an authentication of their own into this image";
  }
  const items = new Set(config.pullSites.flatMap((one) => one.uses.map((use) => use.item)));
  if (!isOnlyDockerItem(owner, items)) {
    const name = owner.anchor ? `anchor \`&${owner.anchor.name}\`` : "the map that holds the image";
    return `Add \`auth\` by hand: ${name} is also used outside \`docker:\` lists`;
  }
  return undefined;
}

/** True when each alias to the map is an item of a `docker:` list or is merged into one. */
function isOnlyDockerItem(owner: MapNode, items: ReadonlySet<MapNode>): boolean {
  return owner.aliases.every((alias) => {
    const { holder } = alias;
    if (!isMergeAlias(alias)) return holder?.kind === "item" && items.has(owner);
    const pair = holder?.kind === "item" ? holder.seq.holder : holder;
    return pair?.kind === "pair" && items.has(pair.map);
  });
}

interface Part {
  readonly edits: readonly TextEdit[];
  readonly expects: readonly Change[];
}

function authEdits(
  site: PullSite,
  config: Config,
  options: DockerHubOptions,
  credential: ChosenCredential,
): Part | Declined {
  const { username, password } = credential;
  const first = options.authStyle === "anchor" ? firstOpenSite(config) : undefined;
  const anchor = first && !findAnchor(config, site.span.end, credential, options) ? first : undefined;
  const parts = anchor && anchor !== site ? [anchor, site] : [site];
  const edits: TextEdit[] = [];
  const expects: Change[] = [];
  for (const one of parts) {
    const value = authValue(config, one, credential, options, anchor);
    const added = insertPairAfter(config.tree, one.pair, ["auth", value]);
    if (!added) return { declined: "Add `auth` by hand: the image is written in a form that cannot be edited safely" };
    edits.push(...added);
    expects.push({ map: one.pair.map.span, key: "auth", value: { username, password } });
  }
  return { edits, expects };
}

function authValue(
  config: Config,
  site: PullSite,
  credential: ChosenCredential,
  options: DockerHubOptions,
  anchor: PullSite | undefined,
): NewValue {
  const pairs = [
    ["username", credential.username],
    ["password", credential.password],
  ] as const;
  if (anchor) return site === anchor ? { pairs, anchor: NEW_ANCHOR } : { alias: NEW_ANCHOR };
  const existing = findAnchor(config, site.span.end, credential, options);
  return existing === undefined ? { pairs } : { alias: existing };
}

/** An anchor for an equal `auth`, defined before the offset. A continuation config is merged with others: none there. */
function findAnchor(
  config: Config,
  offset: number,
  credential: ChosenCredential,
  options: DockerHubOptions,
): string | undefined {
  if (options.authStyle === "inline" || config.kind === "continuation") return undefined;
  for (const node of config.tree.anchored) {
    const name = node.anchor?.name;
    if (node.kind !== "map" || name === undefined || node.span.end > offset) continue;
    const auth = readAuth(node);
    const equal =
      auth?.username?.scalar.value === credential.username && auth.password?.scalar.value === credential.password;
    if (equal && auth.extraKeys.length === 0 && anchoredAt(config.tree, name, offset) === node) return name;
  }
  return undefined;
}

/** The first image without `auth` that a fix would reach; where a new anchor is defined. */
function firstOpenSite(config: Config): PullSite | undefined {
  if (config.kind === "continuation") return undefined;
  return config.pullSites.find(
    (site) =>
      [...site.registries].every((registry) => registry === "docker-hub") &&
      site.uses.every((use) => !isAuthenticated(use)) &&
      !site.pair.map.implicit &&
      findObstacle(site, config) === undefined,
  );
}

function contextEdits(site: PullSite, config: Config, { context, equivalents }: ChosenCredential): Part | Declined {
  if (context === undefined) return { edits: [], expects: [] };
  const invocations = new Set<Invocation>();
  let implicit = false;
  for (const { invocation, jobName, use } of site.pulls) {
    if (invocation) {
      if (!invocation.contexts.names.some((name) => equivalents.has(name))) invocations.add(invocation);
    } else if (jobName === "build" && use.runner.namespace.name === "" && runsImplicitly(config)) implicit = true;
  }
  const added = addContext(config, [...invocations], context);
  if (isDeclined(added)) return { declined: `Add \`auth\` and the context by hand: ${added.declined}` };
  if (!implicit) return added;
  return addWorkflow(config, context);
}

/** True for a config without workflows, in which CircleCI runs the job `build` alone. */
function runsImplicitly(config: Config): boolean {
  return !config.calledFromElsewhere && !entriesOf(config.root).has("workflows") && !config.kind.startsWith("part-");
}

/** A workflow for the job `build`, because only a workflow entry can carry a context. */
function addWorkflow(config: Config, context: string): Part | Declined {
  const jobs = { pairs: [["jobs", [{ pairs: [["build", { pairs: [["context", [context]]] }]] }]]] } as const;
  const old = config.version !== undefined && !config.version.startsWith("2.1");
  const workflows: NewValue = old
    ? {
        pairs: [
          ["version", 2],
          ["main", jobs],
        ],
      }
    : { pairs: [["main", jobs]] };
  const edits = appendTopLevel(config.tree, ["workflows", workflows]);
  if (!edits)
    return { declined: "Add `auth` by hand, and a workflow that gives job `build` the context: this file has none" };
  const meaning: Meaning = { main: { jobs: [{ build: { context: [context] } }] } };
  return { edits, expects: [{ path: ["workflows"], value: old ? { version: "plain 2", ...meaning } : meaning }] };
}
