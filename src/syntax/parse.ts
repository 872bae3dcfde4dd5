import type { Source } from "../source/source.ts";
import { parseFully } from "./parse-fully.ts";
import { readQuickly } from "./quick/read-quickly.ts";
import type { Tree } from "./tree.ts";

/**
 * Parses a file, leniently where CircleCI is lenient (duplicate keys, redefined anchors). Never throws: what does not
 * parse is in `faults`. What is written as configs are is read quickly, all else by the full parser, to the same tree.
 */
export function parse(source: Source): Tree {
  return readQuickly(source) ?? parseFully(source);
}
