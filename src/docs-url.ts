const PAGE = "https://unpkg.com/circlesec/docs/rules.md";

/** The page of all built-in rules, and on it one of them: a file of the package, as npm has it. */
export function docsUrl(rule?: string): string {
  return rule === undefined ? PAGE : `${PAGE}#${rule}`;
}
