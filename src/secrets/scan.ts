import { type Span, spansOverlap } from "../source/span.ts";
import { once } from "../once.ts";
import { findBlobs } from "./encoded.ts";
import { isPlaceholder } from "./placeholder.ts";
import type { TokenPattern, TokenShape } from "./shape.ts";
import { SENTRY_DSN_SECRET, TOKEN_PATTERNS, TOKEN_SHAPES, URL_USERINFO } from "./tokens.ts";
import { type Userinfo, findUserinfo } from "./userinfo.ts";

/** A credential that is written in a text. */
export interface FoundToken {
  readonly shape: TokenShape;
  /** The secret itself; where `encoded`, the base64 that holds it. */
  readonly span: Span;
  /** True when it was found by decoding base64. */
  readonly encoded: boolean;
}

const NEAR = 60;
const LEAD = 40;
const WINDOW = 300;
const ABOVE = 200;
/** Base64 in base64: a kubeconfig that was encoded holds encoded keys. */
const MAX_DEPTH = 2;
/** A letter before a token is none of its word in `-p<token>` and after an escape in a string. */
const START = String.raw`(?:(?<![A-Za-z0-9_])|(?<=(?:^|[\s"'=])-[A-Za-z])|(?<=\\[nrt]))`;
const END = String.raw`(?![\w-])`;

interface Searched {
  readonly row: TokenPattern;
  /** Matches at one offset. */
  readonly here: RegExp;
  readonly anywhere: RegExp;
}

/** Made when the first text is searched. Longest first, so that a hit stands for every keyword that it starts with. */
const anyKeyword = once(() => {
  const keywords = [...new Set(TOKEN_PATTERNS.flatMap(({ keywords }) => keywords))];
  const escaped = keywords
    .toSorted((a, b) => b.length - a.length)
    .map((word) => word.replaceAll(/[\\.^$*+?()[\]{}|]/g, String.raw`\$&`));
  return new RegExp(escaped.join("|"), "gi");
});
const byKeyword = new Map<string, readonly Searched[]>();

/** What may be where a keyword was found; made once for each keyword. */
function searchedFor(hit: string): readonly Searched[] {
  const known = byKeyword.get(hit);
  if (known) return known;
  const rows = TOKEN_PATTERNS.filter(({ keywords }) => keywords.some((word) => hit.startsWith(word)));
  const searched = rows.map((row) => {
    const bounded = `${START}(?:${row.pattern.source})${END}`;
    return { row, here: new RegExp(bounded, "y"), anywhere: new RegExp(bounded, "g") };
  });
  byKeyword.set(hit, searched);
  return searched;
}

const RANK = new Map(TOKEN_SHAPES.map((shape, index) => [shape.id, index]));

/**
 * Finds the credentials that are written in a text: sorted by offset, none overlapping. Placeholders and references
 * are none. Never throws; takes time in proportion to the text.
 */
export function findTokens(text: string): readonly FoundToken[] {
  return scan(text, 0);
}

function scan(text: string, depth: number): readonly FoundToken[] {
  const found = [...findPatterns(text), ...findUserinfo(text).map(toToken)];
  if (depth < MAX_DEPTH) {
    for (const { span, text: decoded } of findBlobs(text)) {
      if (found.some((token) => spansOverlap(token.span, span))) continue;
      const worst = scan(decoded, depth + 1).find(({ shape }) => shape.severity === "error");
      if (worst) found.push({ shape: worst.shape, span, encoded: true });
    }
  }
  return withoutOverlaps(found);
}

function findPatterns(text: string): FoundToken[] {
  const found: FoundToken[] = [];
  const keyword = anyKeyword();
  keyword.lastIndex = 0;
  for (let hit = keyword.exec(text); hit; hit = keyword.exec(text)) {
    for (const searched of searchedFor(hit[0].toLowerCase())) {
      for (const span of matchesAround(text, hit.index, searched)) {
        if (isToken(text, span, searched.row)) found.push({ shape: searched.row, span, encoded: false });
      }
    }
    keyword.lastIndex = hit.index + 1;
  }
  return found;
}

function matchesAround(text: string, keyword: number, { row, here, anywhere }: Searched): Span[] {
  if ((row.starts ?? "at-keyword") === "at-keyword") return matchAt(text, keyword, here);
  const from = row.starts === "before-keyword" ? Math.max(0, keyword - LEAD - 1) : keyword;
  const window = text.slice(from, keyword + WINDOW);
  const spans: Span[] = [];
  anywhere.lastIndex = 0;
  for (let match = anywhere.exec(window); match; match = anywhere.exec(window)) {
    const start = from + match.index;
    const isCut = anywhere.lastIndex === window.length || (match.index === 0 && from > 0);
    if (isCut) spans.push(...matchAt(text, start, here));
    else spans.push({ start, end: from + anywhere.lastIndex });
  }
  return spans;
}

function matchAt(text: string, start: number, here: RegExp): Span[] {
  here.lastIndex = start;
  return here.test(text) ? [{ start, end: here.lastIndex }] : [];
}

function isToken(text: string, span: Span, row: TokenPattern): boolean {
  const secret = text.slice(span.start, span.end);
  if (row.near && !row.near.test(textBefore(text, span.start))) return false;
  if (row.check && !row.check(secret)) return false;
  if (row.proves?.(secret)) return true;
  const lower = secret.toLowerCase();
  const prefix = row.keywords.find((keyword) => lower.startsWith(keyword))?.length ?? 0;
  return !isPlaceholder(secret.slice(prefix));
}

/** What a value's meaning can be read from: its line up to it, or its key where that is on a line above. */
function textBefore(text: string, start: number): string {
  const before = text.slice(Math.max(0, start - ABOVE), start);
  const lines = before.split("\n");
  const line = lines.pop() ?? "";
  if (!/^\s*(?:-\s+)?(?:(?:value|default):\s*)?["']?$/.test(line)) return line.slice(-NEAR);
  const above = lines.findLast((text) => /\S/.test(text) && !/^\s*(?:type|description):/.test(text))?.trimEnd() ?? "";
  const key =
    /^\s*(?:-\s+)?(?:name|key):\s*["']?([\w.-]+)["']?$/.exec(above)?.[1] ?? above.replace(/\s*[|>][-+]?$/, "");
  return `${key.replace(/:$/, "").slice(-NEAR)}: `;
}

/** Of tokens that overlap, keeps the more telling, then the longer. */
function withoutOverlaps(found: readonly FoundToken[]): readonly FoundToken[] {
  const kept: FoundToken[] = [];
  for (const token of found.toSorted((a, b) => a.span.start - b.span.start || b.span.end - a.span.end)) {
    const last = kept.at(-1);
    if (!last || !spansOverlap(last.span, token.span)) kept.push(token);
    else if (rank(token) < rank(last)) kept.splice(-1, 1, token);
  }
  return kept;
}

function rank({ shape, encoded }: FoundToken): number {
  return (RANK.get(shape.id) ?? 0) + (encoded ? TOKEN_SHAPES.length : 0);
}

function toToken({ span, user, rest }: Userinfo): FoundToken {
  const isDsn = /^[0-9a-f]{32}$/.test(user) && span.end - span.start === user.length && /^\/\d+$/.test(rest);
  return { shape: isDsn ? SENTRY_DSN_SECRET : URL_USERINFO, span, encoded: false };
}
