/** GitHub takes comments of 65,536 characters; what would be longer ends with a line that says so. */
const LIMIT = 60_000;
const CUT = "There is more than a comment holds; the other formats tell all of it.";

/** Parts that stand on lines of their own. A comment that is too long ends between two of them. */
export type Block = readonly string[];

/** As much of the blocks as a comment takes, or as is asked for, a blank line between them; `more` tells that it is cut. */
export function cut(blocks: readonly Block[], limit = LIMIT, more = CUT): string {
  const parts = blocks.flatMap((block) => block.map((part, index) => (index === 0 ? `\n${part}\n` : `${part}\n`)));
  let text = "";
  for (const part of parts) {
    if (text.length + part.length > limit) return `${text.trimStart()}\n${more}\n`;
    text += part;
  }
  return text.trimStart();
}
