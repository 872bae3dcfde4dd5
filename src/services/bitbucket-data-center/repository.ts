import type { FleetRepository } from "../../fleet/repository.ts";
import { at, listAt, numberAt, textAt } from "../json.ts";

/** A repository as Bitbucket describes it: all but the tip of its default branch, which only git is asked for. */
export interface Described {
  readonly repository: Omit<FleetRepository, "base">;
  /** The address that git reaches it by; empty where Bitbucket names none. */
  readonly address: string;
}

/** What addresses have before and between project and repository: those that git is given, and those of pages. */
const IN_ADDRESS =
  /(?:^|\/)(?:scm|(?<pages>projects|users))\/(?<project>[^/]+)\/(?:repos\/)?(?<slug>[^/]+)(?:\/browse)?$/;

/** `PROJECT/slug` or `~user/slug` in the path of an address; anything else as it is. */
export function nameIn(path: string): string {
  const { pages, project = "", slug = "" } = IN_ADDRESS.exec(path)?.groups ?? {};
  if (slug === "") return path;
  if (pages === "users") return `~${project}/${slug}`;
  // For git it is in lower case.
  return `${project.startsWith("~") ? project : project.toUpperCase()}/${slug}`;
}

/** Where the API has a repository, by `PROJECT/slug` or `~user/slug`; `undefined` for what is no such name. */
export function pathOf(name: string): string | undefined {
  const [project = "", slug = "", more] = name.split("/");
  if (more !== undefined || [project, slug].some((part) => /^\.{0,2}$/.test(part))) return undefined;
  return `/projects/${encodeURIComponent(project)}/repos/${encodeURIComponent(slug)}`;
}

/** `undefined` for what is no description of a repository. */
export function describe(value: unknown, host: string): Described | undefined {
  const [project, slug, id] = [textAt(value, "project", "key"), textAt(value, "slug"), numberAt(value, "id")];
  if (project === "" || slug === "" || id === 0) return undefined;
  const origin = at(value, "origin");
  const isPublic = at(value, "public") === true || at(value, "project", "public") === true;
  const repository = {
    place: "bitbucket",
    host,
    name: `${project}/${slug}`,
    id: String(id),
    url: textAt(value, "links", "self", 0, "href").replace(/\/browse$/, "") || undefined,
    visibility: isPublic ? "public" : "private",
    isFork: typeof origin === "object" && origin !== null,
    isArchived: at(value, "archived") === true,
    forks: 0,
    topics: [project],
  } as const;
  return { repository, address: addressOf(value) };
}

/** By HTTPS, for which there is a token, where Bitbucket offers it; else by SSH, which is the user's own matter. */
function addressOf(value: unknown): string {
  const ways = new Map(
    listAt(value, "links", "clone").map((link) => [textAt(link, "name"), textAt(link, "href")] as const),
  );
  return ways.get("http") ?? ways.get("https") ?? ways.get("ssh") ?? "";
}
