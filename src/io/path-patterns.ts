import { relative } from "node:path";
import ignore from "ignore";
import { isOutside, slashed } from "./paths.ts";

/** True for paths that patterns match, in the syntax of a `.gitignore` in `folder`; never for what lies outside of it. */
export function matcherIn(folder: string, patterns: readonly string[]): (path: string) => boolean {
  const matcher = ignore({ ignorecase: false }).add(patterns);
  return (path) => {
    const inside = relative(folder, path);
    return inside !== "" && !isOutside(inside) && matcher.ignores(slashed(inside));
  };
}
