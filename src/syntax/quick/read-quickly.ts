import type { Source } from "../../source/source.ts";
import type { Tree } from "../tree.ts";
import { readDocument } from "./block.ts";
import { Reader, Unsure } from "./reader.ts";

/** A lone carriage return, control characters, a mark that is not at the start: parsers disagree about them. */
const ODD = /\r(?!\n)|[^\t\n\r -\uFEFE\uFF00-\uFFFF]/g;

/**
 * Reads a file in one pass if it is written as configs are: the same tree as the full parser's, or `undefined` at the first
 * thing that it is not sure of. A tree from here has no fault and is one document.
 */
export function readQuickly(source: Source): Tree | undefined {
  const { text } = source;
  const start = text.startsWith("\uFEFF") ? 1 : 0;
  ODD.lastIndex = start;
  if (ODD.test(text)) return undefined;
  const reader = new Reader(text, start);
  try {
    const root = readDocument(reader);
    const { comments, anchors } = reader;
    anchors.sort();
    const { danglingAliases, anchored } = anchors;
    return { source, root, comments, danglingAliases, anchored, secondDocument: undefined, faults: [] };
  } catch (error) {
    if (error instanceof Unsure) return undefined;
    throw error;
  }
}
