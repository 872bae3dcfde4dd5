import { type FoundToken, findTokens } from "../secrets/index.ts";
import { type Span, spansOverlap } from "../source/span.ts";
import { type Scalar, spanOfValue } from "../syntax/index.ts";
import type { WordPart } from "../shell/index.ts";
import type { Config } from "./config.ts";
import { credentialScripts, spanInFile } from "./exposures/index.ts";
import { describeOwner, describeValue } from "./value-wording.ts";
import { writtenIn } from "./written.ts";
import { Memory } from "../source/memory.ts";

/** A token somewhere in a file. */
export interface PlacedToken {
  readonly token: FoundToken;
  /** The text that `token.span` points into. */
  readonly text: string;
  readonly span: Span;
  /** Where it stands, for a message: `a comment`, `a command of job `build``. */
  readonly place: string;
}

const cache = new Memory<Config, readonly PlacedToken[]>();

/**
 * The tokens of a file, wherever they stand: in the text as it is written, in values that escapes or folding break up,
 * and in words of commands that quotes break up. Once a file.
 */
export function tokensIn(config: Config): readonly PlacedToken[] {
  const known = cache.get(config);
  if (known) return known;
  const { text } = config.tree.source;
  const found: { token: FoundToken; text: string; span: Span }[] = findTokens(text).map((token) => ({
    token,
    text,
    span: token.span,
  }));
  const add = (token: FoundToken, inside: string, span: Span): void => {
    if (!found.some((other) => spansOverlap(other.span, span))) found.push({ token, text: inside, span });
  };
  for (const scalar of brokenScalars(config)) {
    for (const token of findTokens(scalar.value))
      add(token, scalar.value, spanOfValue(config.tree.source, scalar, token.span));
  }
  for (const { script, parsed } of credentialScripts(config)) {
    for (const command of parsed.commands) {
      for (const word of [...command.args, ...command.assignments.flatMap(({ value }) => value ?? [])]) {
        const inside = brokenText(word.parts);
        for (const token of inside === undefined ? [] : findTokens(inside)) {
          add(token, inside ?? "", spanInFile(config, script, word.span));
        }
      }
    }
  }
  const placed = found
    .toSorted((a, b) => a.span.start - b.span.start)
    .map((one) => ({ ...one, place: placeOf(config, one.span) }));
  cache.set(config, placed);
  return placed;
}

/** Scalars whose value is not written in one piece: escapes in double quotes, lines that are folded. */
function brokenScalars(config: Config): Scalar[] {
  const { source } = config.tree;
  const { values, scripts, brokenKeys } = writtenIn(config);
  const scalars = [...values, ...scripts].map(({ scalar }) => scalar);
  const broken = scalars.filter((scalar) => {
    const written = source.slice(scalar.span);
    const isBroken =
      (scalar.style === "double" && written.includes("\\")) ||
      (scalar.style !== "literal" && written.includes("\n")) ||
      (scalar.style === "single" && written.slice(1, -1).includes("''"));
    return isBroken;
  });
  return [...broken, ...brokenKeys];
}

/** The text of a word of several pieces, which stands nowhere in one piece. */
function brokenText(parts: readonly WordPart[]): string | undefined {
  if (parts.length < 2) return undefined;
  let text = "";
  for (const part of parts) {
    if (part.kind !== "text") return undefined;
    text += part.value;
  }
  return text;
}

function placeOf(config: Config, span: Span): string {
  const within = (outer: Span): boolean => outer.start <= span.start && span.end <= outer.end;
  if (config.tree.comments.some((comment) => within(comment.span))) return "a comment";
  const { values, scripts } = writtenIn(config);
  const script = scripts.find(({ scalar }) => within(scalar.span));
  if (script) return `a script of ${describeOwner(script.path) || "this file"}`;
  const value = values.find(({ scalar }) => within(scalar.span));
  return value ? describeValue(value, value.name).replace(/,$/, "") : "the file";
}
