import { isAbsolute, relative, sep } from "node:path";

/** The same path with forward slashes, whatever the system writes. */
export function slashed(path: string): string {
  return sep === "/" ? path : path.replaceAll(sep, "/");
}

/** The path that people read: relative to `cwd` within `root`, the repository around it, else absolute; forward slashes. */
export function shownPath(path: string, cwd: string, root: string): string {
  return slashed(isOutside(relative(root, path)) ? path : relative(cwd, path) || ".");
}

/** True for a relative path that leads out of where it starts. */
export function isOutside(short: string): boolean {
  return short === ".." || short.startsWith(`..${sep}`) || isAbsolute(short);
}

/** Order of strings by UTF-16 unit, the same in every locale. */
export function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** True for what is to be taken for a pattern of paths. */
export function isGlob(path: string): boolean {
  return /[*?[\]{}!]/.test(path);
}
