/** The documented name of the baseline, at the root of a repository. */
export const BASELINE = ".circlesec-baseline";

/** What a gate runs, with the baseline where the repository has one. */
export function lintCommand(hasBaseline: boolean): string {
  return hasBaseline ? `lint --baseline ${BASELINE}` : "lint";
}
