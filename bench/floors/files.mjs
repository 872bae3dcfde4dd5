import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Every file below a folder whose name passes, by a plain recursive walk. */
export function filesBelow(folder, passes) {
  const found = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...filesBelow(path, passes));
    else if (passes(entry.name)) found.push(path);
  }
  return found;
}
