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

/** Says in our words what the parser found, at the offset where it found it. */
export function explainFault(error: YAMLError, source: Source): SyntaxFault {
  const offset = Math.min(error.pos[0], source.text.length);
  return { message: WORDS[error.code] ?? "this is not YAML", offset };
}
