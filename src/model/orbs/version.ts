/** An orb of the registry as a config names it: `circleci/docker@2.1.0`. */
export interface OrbReference {
  readonly name: string;
  readonly version: Version;
}

/** Major, minor, patch. `Infinity` stands for the newest: `volatile`, `dev:…`, a version that leaves a number out. */
export type Version = readonly [major: number, minor: number, patch: number];

/** The versions that a row of a table is about: from the first one on, up to but not including the second. */
export interface VersionRange {
  readonly from?: string;
  readonly until?: string;
}

export function readOrbReference(text: string): OrbReference {
  const [name = "", version = ""] = text.split("@");
  return { name, version: readVersion(version) };
}

function readVersion(text: string): Version {
  const [major, minor, patch] = text.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : Infinity));
  return [major ?? Infinity, minor ?? Infinity, patch ?? Infinity];
}

/** True when a version lies in a range. A newest one lies in every range that has no end. */
export function isInRange(version: Version, { from, until }: VersionRange): boolean {
  if (from !== undefined && compare(version, readVersion(from)) < 0) return false;
  return until === undefined || compare(version, readVersion(until)) < 0;
}

function compare(a: Version, b: Version): number {
  for (const [index, part] of a.entries()) {
    const other = b[index] ?? 0;
    if (part !== other) return part < other ? -1 : 1;
  }
  return 0;
}
