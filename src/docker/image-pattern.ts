/** Form of a pattern for images, as JSON Schema: a name in lower case, `*` for any part of it. */
export const IMAGE_PATTERN = {
  type: "string",
  pattern: "^[a-z0-9._*/:-]+$",
  patternErrorMessage: "wants the name of an image, `*` for any part, as in `cimg/*`",
} as const;

const HUB_HOST = /^(?:index\.)?docker\.io\//;

/**
 * True for an image that one of the patterns names. `*` stands for any text without a slash, `**` for any text. A pattern is for
 * the name without tag and digest, unless it has a tag itself; Docker's own images match with and without `library/`, those of
 * Docker Hub with and without `docker.io/`.
 */
export function matchesImage(text: string, patterns: readonly string[]): boolean {
  if (patterns.length === 0) return false;
  const [whole = ""] = text.split("@");
  const tagged = whole.replace(HUB_HOST, "").replace(/^library\//, "");
  const name = tagged.replace(/:[^/]*$/, "");
  return patterns.some((pattern) => {
    const plain = pattern.replace(HUB_HOST, "").replace(/^library\//, "");
    return toRegExp(plain).test(/:[^/]*$/.test(plain) ? tagged : name);
  });
}

function toRegExp(pattern: string): RegExp {
  const parts = pattern.split(/(\*+)/).map((part, index) => {
    if (index % 2 === 0) return part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
    return part === "*" ? "[^/]*" : ".*";
  });
  return new RegExp(`^${parts.join("")}$`);
}
