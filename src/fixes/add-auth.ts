import { type NewValue, insertPairAfter, joinEdits } from "../edit/index.ts";
import type { Fix, Meaning } from "../finding.ts";
import { type Config, type PullSite, isAuthenticated, readAuth } from "../model/index.ts";
import { type Pair, anchoredAt, expand } from "../syntax/index.ts";
import { type ChosenCredential, chooseCredential } from "./credential.ts";
import { placesForAuth } from "./docker-items.ts";
import type { DockerHubOptions } from "./options.ts";
import { type Declined, type Part, isDeclined } from "./part.ts";
import { callersOfPulls, isExternal, prerequisiteFor, supply } from "./supply.ts";

/** The anchor that `--auth-style anchor` gives to the first `auth` of a file, if the name is free. */
const NEW_ANCHOR = "docker-hub-auth";

/** What a fix may look at beside the site itself. */
export interface FixContext {
  readonly config: Config;
  /** The file before the run's first fix: what it did by itself is learnt there, not from our own work. */
  readonly origin: Config;
  readonly options: DockerHubOptions;
  /** Sites that this run repairs, in order of place. */
  readonly wanted: readonly PullSite[];
}

/**
 * Adds `auth` to an image and the context to every workflow entry that pulls it: both, or neither.
 *
 * `needs-setup` in a config, because the variables must exist; `unsafe` where other files run the jobs (orb sources,
 * pack trees, pieces of a config), because what they supply cannot be seen from here.
 */
export function addAuth(site: PullSite, context: FixContext): Fix | Declined {
  const { config, origin, options } = context;
  if (site.example) {
    return { declined: "Nothing runs a usage example; change it by hand if readers should copy an authenticated pull" };
  }
  const chosen = chooseCredential(origin, options);
  const first = options.authStyle === "anchor" ? anchorSite(context, chosen) : undefined;
  const anchor =
    first && !findAnchor(config, site.pair, chosen, options) ? { site: first, name: freeName(config) } : undefined;
  const parts = [...new Set(anchor ? [anchor.site, site] : [site])].map((one) =>
    authenticate(one, context, chosen, anchor),
  );
  const declined = parts.find(isDeclined);
  if (declined) return declined;
  const done = parts.filter((part): part is AuthPart => !isDeclined(part));
  const attaches = done.some(({ attached }) => attached);
  const external = isExternal(config, chosen);
  return {
    title: attaches ? `Add \`auth\` and context \`${chosen.context}\`` : "Add `auth`",
    safety: external ? "unsafe" : "needs-setup",
    edits: joinEdits(done.flatMap(({ edits }) => edits)),
    expects: done.flatMap(({ expects }) => expects),
    setup: attaches || external || chosen.context === undefined ? [prerequisiteFor(chosen, external)] : [],
  };
}

interface Anchor {
  readonly site: PullSite;
  readonly name: string;
}

interface AuthPart extends Part {
  /** True when some entry got the context. */
  readonly attached: boolean;
}

/** One site's half of the change and its other half: `auth`, and the context behind its pulls. */
function authenticate(
  site: PullSite,
  { config, options }: FixContext,
  chosen: ChosenCredential,
  anchor: Anchor | undefined,
): AuthPart | Declined {
  const open = site.uses.filter((use) => !isAuthenticated(use));
  const places = placesForAuth(site, open, config);
  if (isDeclined(places)) return places;
  const supplied = supply(config, callersOfPulls(site.pulls.filter(({ use }) => open.includes(use))), chosen);
  if (isDeclined(supplied)) return { declined: `Add \`auth\` and the context by hand: ${supplied.declined}` };
  const edits = [];
  const expects = [];
  for (const place of places) {
    const { value, meaning } = authValue(config, site, place, chosen, options, anchor);
    const added = insertPairAfter(config.tree, place, ["auth", value]);
    if (!added) return { declined: "Add `auth` by hand: the image is written in a form that cannot be edited safely" };
    edits.push(...added);
    expects.push({ map: place.map.span, key: "auth", value: meaning });
  }
  return {
    edits: [...edits, ...supplied.edits],
    expects: [...expects, ...supplied.expects],
    attached: supplied.attached,
  };
}

function authValue(
  config: Config,
  site: PullSite,
  place: Pair,
  chosen: ChosenCredential,
  options: DockerHubOptions,
  anchor: Anchor | undefined,
): { value: NewValue; meaning: Meaning } {
  const meaning = { username: chosen.username, password: chosen.password };
  const pairs = Object.entries(meaning);
  if (anchor && anchor.site === site) return { value: { pairs, anchor: anchor.name }, meaning };
  if (anchor) return { value: { alias: anchor.name }, meaning };
  const existing = findAnchor(config, place, chosen, options);
  return existing ? { value: { alias: existing.name }, meaning: existing.meaning } : { value: { pairs }, meaning };
}

/** An anchor for an equal `auth`, defined before the pair. A continuation config is merged with others: none there. */
function findAnchor(
  config: Config,
  place: Pair,
  { username, password }: ChosenCredential,
  { authStyle }: DockerHubOptions,
): { name: string; meaning: Meaning } | undefined {
  if (authStyle === "inline" || config.kind === "continuation") return undefined;
  const offset = place.key?.outerStart ?? 0;
  for (const node of config.tree.anchored) {
    const name = node.anchor?.name;
    if (node.kind !== "map" || name === undefined || node.span.end > offset) continue;
    const auth = readAuth(node);
    const equal = auth?.username?.scalar.value === username && auth.password?.scalar.value === password;
    if (equal && auth.extraKeys.length === 0 && anchoredAt(config.tree, name, offset) === node) {
      return { name, meaning: expand(node) };
    }
  }
  return undefined;
}

/** The first site that this run can repair alone: where a new anchor is defined. */
function anchorSite(context: FixContext, chosen: ChosenCredential): PullSite | undefined {
  if (context.config.kind === "continuation") return undefined;
  const byPlace = context.wanted.toSorted((a, b) => (a.pair.key?.outerStart ?? 0) - (b.pair.key?.outerStart ?? 0));
  return byPlace.find((site) => !site.pair.map.implicit && !isDeclined(authenticate(site, context, chosen, undefined)));
}

function freeName({ tree }: Config): string {
  const taken = new Set(tree.anchored.map(({ anchor }) => anchor?.name));
  let name = NEW_ANCHOR;
  for (let count = 2; taken.has(name); count += 1) name = `${NEW_ANCHOR}-${count}`;
  return name;
}
