import type { ErrorCode, YAMLError } from "yaml";
import type { Source } from "../source/source.ts";
import type { SyntaxFault } from "./tree.ts";

/** The parser's error codes in our words: what stands there, not what a grammar calls it. */
const WORDS: Partial<Record<ErrorCode, string>> = {
  ALIAS_PROPS: "an alias (`*name`) cannot carry an anchor or a tag of its own",
  BAD_ALIAS: "this alias has no usable name",
  BAD_DIRECTIVE: "this `%` directive is not one that YAML knows",
  BAD_DQ_ESCAPE: "this `\\` escape does not exist in a double-quoted string",
  BAD_INDENT: "this line is indented differently from the lines that it belongs to",
  BAD_PROP_ORDER: "an anchor or tag stands in the wrong place",
  BAD_SCALAR_START: "a plain value cannot start with this character; quote it",
  BLOCK_AS_IMPLICIT_KEY: "a nested block stands where a key is expected",
  BLOCK_IN_FLOW: "an indented block stands inside `{}` or `[]`",
  KEY_OVER_1024_CHARS: "this key is longer than the 1024 characters that YAML allows",
  MISSING_CHAR: "a closing quote, bracket, comma or `:` is missing",
  MULTILINE_IMPLICIT_KEY:
    "a key runs over several lines: usually the line after it is indented too far, or a `:` is missing",
  MULTIPLE_ANCHORS: "this value has two anchors",
  MULTIPLE_TAGS: "this value has two tags",
  TAB_AS_INDENT: "a tab is used as indentation; YAML allows spaces only",
  UNEXPECTED_TOKEN: "this does not belong here",
};

/** One code stands for many faults; the parser's own text tells them apart. */
const CLOSER_WORDS: readonly (readonly [RegExp, string])[] = [
  [/Implicit map keys need/, "this line is neither a key with `:` nor part of the value above it"],
  [/All mapping items must start/, "this key is indented differently from the keys beside it"],
  [/All sequence items must start/, "this item is indented differently from the items beside it"],
  [
    /Sequence item without -/,
    "this line belongs to no item of the list: it is indented wrongly, or its `-` is missing",
  ],
  [/Comments must be separated/, "a comment needs a blank before its `#`"],
  [/Nested mappings are not allowed/, "a second `:` on one line: quote the value, or put it on its own line"],
  [/Missing space after :/, "a blank is missing after `:`"],
  [/Tags and anchors must be separated/, "a blank is missing after an anchor or a tag"],
  [/Expected .* to end with|closing \]|closing \}|must end with a/, "a closing `]` or `}` is missing"],
  [/sufficiently indented/, "a closing `]` or `}` is missing above, or this line is indented too little"],
  [/Missing , /, "a comma or `:` is missing between the items of `{}` or `[]`"],
];

/**
 * Says in our words what the parser found, at the offset where it found it; a quote that is never closed, where it
 * opens (`lastQuote`).
 */
export function explainFault(error: YAMLError, source: Source, lastQuote: number): SyntaxFault {
  if (/closing .quote/.test(error.message)) return { message: "this quote is never closed", offset: lastQuote };
  const closer = CLOSER_WORDS.find(([pattern]) => pattern.test(error.message));
  return {
    message: closer?.[1] ?? WORDS[error.code] ?? "this is not YAML",
    offset: error.code === "TAB_AS_INDENT" ? error.pos[0] : firstInk(error.pos[0], source),
  };
}

/** The offset itself, or the first character that is no blank after it on its line. */
function firstInk(offset: number, source: Source): number {
  const rest = source.text.slice(offset, source.lineEnd(offset));
  const blanks = rest.length - rest.trimStart().length;
  return Math.min(blanks < rest.length ? offset + blanks : offset, source.text.length);
}
