/** False for a text that holds no suppression, not even a misspelt one; costs one search. */
export function mentionsSuppression(text: string): boolean {
  return /circlesec/i.test(text);
}
