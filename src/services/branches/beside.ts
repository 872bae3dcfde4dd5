/** The branch on which a commit is made, for a moment, before a branch that is there is moved to it. */
export function besideOf(branch: string): string {
  return `${branch}-next`;
}
