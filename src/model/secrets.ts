import { findLooseSecrets, readKeyName } from "../secrets/index.ts";
import type { Span } from "../source/span.ts";
import { type Node, type Scalar, keyOf } from "../syntax/index.ts";
import { authPlaces } from "./auth-places.ts";
import type { Config } from "./config.ts";
import { nameArguments } from "./env-var-names.ts";
import { exposuresIn, spanInFile } from "./exposures/index.ts";
import { plaintextIn } from "./plaintext.ts";
import { tokensIn } from "./tokens.ts";
import { type StaticVault, staticVaultsIn } from "./vault/index.ts";
import { mayUseVault } from "./vault/may-use-vault.ts";

/** The secrets that a file's model knows of, doubtful ones included: what no message may repeat. */
export function knownSecrets(config: Config): Span[] {
  const exposed = exposuresIn(config).flatMap(({ script, exposure }) =>
    "literal" in exposure && exposure.literal !== undefined ? [spanInFile(config, script, exposure.span)] : [],
  );
  const found = [...tokensIn(config), ...plaintextIn(config), ...givenToVault(config)].map(({ span }) => span);
  return merge([...found, ...exposed, ...misplacedSecrets(config)]);
}

/** What the file itself gives to a Vault to log in. */
function givenToVault(config: Config): Extract<StaticVault, { does: "give" }>[] {
  return mayUseVault(config) ? staticVaultsIn(config).filter((place) => place.does === "give") : [];
}

/** What stands where a secret may have been put by mistake: in an `auth` of another form, in an image, in a name. */
function misplacedSecrets(config: Config): Span[] {
  const spans: Span[] = [];
  for (const place of authPlaces(config.pullSites)) {
    // A user name is none: a patch with one has to apply.
    const username = typeof place.content === "string" ? undefined : place.content.username?.scalar;
    for (const scalar of scalarsUnder(place.pair.value)) {
      if (scalar !== username && !isName(scalar.value)) spans.push(scalar.span);
    }
  }
  for (const { text, span } of config.pullSites) {
    const login = /^[^\s:@/]+:([^\s@/]+)@(?!sha\d+:)/.exec(text);
    if (login) spans.push(span);
  }
  for (const { value, text } of nameArguments(config)) if (!isName(text)) spans.push(value.scalar.span);
  for (const alias of config.tree.danglingAliases) {
    const key = alias.holder?.kind === "pair" ? (keyOf(alias.holder) ?? "") : "";
    if (readKeyName(key).kind === "credential") spans.push({ start: alias.span.start + 1, end: alias.span.end });
  }
  return spans;
}

/** True for references, names of variables and the keys of an `auth`. */
function isName(text: string): boolean {
  return (
    text === "" || text.includes("<<") || /^\$\{?[A-Za-z_]\w*\}?$|^[A-Z_][A-Z0-9_]*$|^(?:username|password)$/.test(text)
  );
}

/** Keys and values of a node that is no alias. */
function scalarsUnder(node: Node | undefined): Scalar[] {
  if (node?.kind === "scalar") return [node];
  if (node?.kind === "seq") return node.items.flatMap((item) => scalarsUnder(item.node));
  return node?.kind === "map"
    ? node.pairs.flatMap(({ key, value }) => [...scalarsUnder(key), ...scalarsUnder(value)])
    : [];
}

/** The texts of the known secrets, as values and as they are written, the longest first. */
export function knownSecretTexts(config: Config): string[] {
  const { source } = config.tree;
  const texts = [
    ...knownSecrets(config).map((span) => source.slice(span)),
    ...tokensIn(config).map(({ token, text }) => text.slice(token.span.start, token.span.end)),
    ...plaintextIn(config).map(({ text }) => text.trim()),
    ...givenToVault(config).map(({ secret }) => secret.text),
    ...exposuresIn(config).flatMap(({ exposure }) => ("literal" in exposure ? (exposure.literal ?? []) : [])),
  ];
  // A word would be taken out of our own sentences, and so be told by the gap.
  return [...new Set(texts)]
    .filter((text) => text.length >= 8 && !/^[a-z]+$/i.test(text))
    .toSorted((a, b) => b.length - a.length);
}

/**
 * Where a file holds what must never be shown: what is known to be secret, and what looks like it. `texts` are secrets
 * that are known from elsewhere, the file before its fix for one.
 */
export function secretSpans(config: Config, texts: readonly string[] = []): Span[] {
  const { text } = config.tree.source;
  const repeated = texts.flatMap((secret) => occurrencesOf(secret, text));
  return merge([...knownSecrets(config), ...findLooseSecrets(text), ...repeated]);
}

function occurrencesOf(secret: string, text: string): Span[] {
  const spans: Span[] = [];
  for (let start = text.indexOf(secret); start !== -1; start = text.indexOf(secret, start + secret.length)) {
    spans.push({ start, end: start + secret.length });
  }
  return spans;
}

/** Spans in order, those that overlap or touch as one. */
function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && span.start <= last.end)
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, span.end) };
    else merged.push({ start: span.start, end: span.end });
  }
  return merged;
}
