export * from "./entries.ts";
export * from "./expand.ts";
export * from "./nodes.ts";
export { parse } from "./parse.ts";
export type { SyntaxFault, Tree } from "./tree.ts";
