export * from "./entries.ts";
export * from "./expand.ts";
export * from "./nodes.ts";
export { parse } from "./parse.ts";
export { type Tree, anchoredAt } from "./tree.ts";
