/** A pattern whose `*` stands for any text without `/`, as an expression for whole texts, in whatever case. */
export function globOf(pattern: string): RegExp {
  return new RegExp(`^${pattern.split("*").map(escaped).join("[^/]*")}$`, "i");
}

function escaped(text: string): string {
  return text.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`);
}
