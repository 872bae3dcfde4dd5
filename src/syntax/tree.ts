import type { Source } from "../source/source.ts";
import type { Alias, Comment, Node, Resolved } from "./nodes.ts";

/** What does not parse: our own words, and where. */
export interface SyntaxFault {
  readonly message: string;
  readonly offset: number;
  /** True for what YAML allows and we do not read. */
  readonly isOurs?: boolean;
}

/** One parsed file. */
export interface Tree {
  readonly source: Source;
  /** Root of the first document; `undefined` when the file holds nothing but comments. */
  readonly root: Node | undefined;
  readonly comments: readonly Comment[];
  /** Aliases without an anchor before them: wrong in a config, normal in one file of a pack tree. */
  readonly danglingAliases: readonly Alias[];
  /** Nodes with an anchor, in document order. A name can be given again: the last before an alias counts. */
  readonly anchored: readonly Resolved[];
  /** Offset of the second document's start; CircleCI reads the first only. */
  readonly secondDocument: number | undefined;
  /** Empty when the file parses. A tree with faults is never edited. */
  readonly faults: readonly SyntaxFault[];
}

/** The node that an alias of this name would mean at an offset; `undefined` inside that node, where it would be a circle. */
export function anchoredAt(tree: Tree, name: string, offset: number): Resolved | undefined {
  const last = tree.anchored.findLast(({ anchor }) => anchor?.name === name && anchor.span.start < offset);
  return last && last.span.end <= offset ? last : undefined;
}
