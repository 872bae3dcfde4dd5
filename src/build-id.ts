import manifest from "../package.json" with { type: "json" };

/** Filled in by the build: a hash of everything that the bundle is made from. */
declare const CIRCLESEC_BUILD: string | undefined;

/** What tells this circlesec from any other, one of the same version included; run from its sources, only the version. */
export const BUILD_ID =
  typeof CIRCLESEC_BUILD === "string" ? `${manifest.version}-${CIRCLESEC_BUILD}` : manifest.version;
