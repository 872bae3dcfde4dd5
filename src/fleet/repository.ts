/** Where repositories are: the three forges that CircleCI builds from, a folder on this disk, or any other remote of git. */
export const PLACES = ["github", "gitlab", "bitbucket", "folder", "git"] as const;
export type Place = (typeof PLACES)[number];

/** `unknown` where nobody says: a folder, or a remote that is no forge. */
export type Visibility = "public" | "internal" | "private" | "unknown";

/** A repository as its forge lists it. All of it is text of others, and is escaped wherever it is shown. */
export interface FleetRepository {
  readonly place: Place;
  /** Host, with its port where that is not the usual one; empty for a folder. */
  readonly host: string;
  /** `owner/name`, with all groups between; for a folder its absolute path, for another remote its URL without credentials. */
  readonly name: string;
  /** What the forge calls it for good, through renames and moves; else the name. */
  readonly id: string;
  /** The page for people; `undefined` where there is none. */
  readonly url: string | undefined;
  /** `undefined` for a repository without a commit. */
  readonly base: Base | undefined;
  readonly visibility: Visibility;
  readonly isFork: boolean;
  readonly isArchived: boolean;
  /** How many forks there are of it; 0 where nobody says. */
  readonly forks: number;
  readonly topics: readonly string[];
}

/** The default branch, and the commit at its tip. */
export interface Base {
  readonly branch: string;
  /** Full object name in hexadecimal. */
  readonly commit: string;
}

/** One text for one repository, the same in every run: `github:github.com:R_kgDO…`. */
export function repositoryKey({ place, host, id }: Pick<FleetRepository, "place" | "host" | "id">): string {
  return `${place}:${host}:${id}`;
}
