import { relative } from "node:path";
import type { FleetRepository } from "../fleet/repository.ts";
import { isOutside } from "../io/paths.ts";

/** How a repository is called in what people read: a folder by its path from here. */
export function shownName({ place, name }: FleetRepository, cwd: string): string {
  if (place !== "folder") return name;
  const short = relative(cwd, name);
  return short === "" ? "." : isOutside(short) ? name : short;
}
