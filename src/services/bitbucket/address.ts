import type { FleetRepository } from "../../fleet/repository.ts";
import { Refusal } from "../refusal.ts";

/** Where the API has a repository: by what it is called for good, so that a new name changes nothing. */
export function pathOf({ name, id }: Pick<FleetRepository, "name" | "id">): string {
  const [workspace = ""] = name.split("/");
  return `/repositories/${encodeURIComponent(workspace)}/${encodeURIComponent(id)}`;
}

/** A path or the name of a branch in an address. One that an address cannot hold is refused. */
export function encodePath(path: string): string {
  const parts = path.split("/");
  if (parts.some((part) => /^\.{0,2}$/.test(part))) {
    throw new Refusal({ kind: "broken", message: "it has a path that no address can hold" });
  }
  return parts.map((part) => encodeURIComponent(part)).join("/");
}

/** Parameters of an address; those that are lists are there once for each item. */
export function queryOf(parameters: Readonly<Record<string, string | number | readonly string[]>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of typeof value === "object" ? value : [String(value)]) query.append(name, one);
  }
  return `?${query.toString()}`;
}

/** A text within quotes in a filter of Bitbucket. */
export function quote(text: string): string {
  return text.replaceAll(/["\\]/g, String.raw`\$&`);
}
