import { type MapNode, asSeq, textOf, valueOf } from "../syntax/index.ts";

/** The `shell` of a job or executor, a list of words as one text; `undefined` where it has none. */
export function shellText(map: MapNode): string | undefined {
  const shell = valueOf(map, "shell");
  const list = asSeq(shell);
  return list ? list.items.map((item) => textOf(item.node) ?? "").join(" ") : textOf(shell);
}
