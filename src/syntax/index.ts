export * from "./entries.ts";
export * from "./expand.ts";
export * from "./nodes.ts";
export { parse } from "./parse.ts";
export { parseFully } from "./parse-fully.ts";
export { blockTextIndent, readWritten, spanOfValue, textStart, valueOffsets } from "./scalar-text.ts";
export { type Tree, anchoredAt } from "./tree.ts";
export type { WrittenText } from "./written-text.ts";
