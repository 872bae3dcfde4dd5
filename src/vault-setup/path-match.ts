/** Whether a path of a policy covers a path of the API: `*` at its end is any text, `+` any one part. */
export function covers(pattern: string, path: string): boolean {
  const isPrefix = pattern.endsWith("*");
  const parts = (isPrefix ? pattern.slice(0, -1) : pattern).split("/");
  const words = path.split("/");
  if (words.length < parts.length || (!isPrefix && words.length > parts.length)) return false;
  return parts.every((part, at) => {
    const word = words[at] ?? "";
    const isLast = at === parts.length - 1;
    if (part === "+") return true;
    return isPrefix && isLast ? word.startsWith(part) : word === part;
  });
}

/** Where a pattern begins to mean more than itself. */
function exactLength(path: string): number {
  const at = path.search(/\*$|(?<=^|\/)\+(?=\/|$)/);
  return at === -1 ? Infinity : at;
}

function countAnyParts(path: string): number {
  return path.split("/").filter((part) => part === "+").length;
}

/** Sorts the path that Vault goes by first (its page "Policies", priority matching). */
export function byPriority(a: string, b: string): number {
  if (exactLength(a) !== exactLength(b)) return exactLength(b) > exactLength(a) ? 1 : -1;
  if (a.endsWith("*") !== b.endsWith("*")) return a.endsWith("*") ? 1 : -1;
  if (countAnyParts(a) !== countAnyParts(b)) return countAnyParts(a) - countAnyParts(b);
  if (a.length !== b.length) return b.length - a.length;
  return a < b ? 1 : -1;
}
