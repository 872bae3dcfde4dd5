import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const SOURCES = "src";
const LOCK = "package-lock.json";

/** A short hash of everything that a bundle is made from: our sources, and the versions of what they import. */
export function buildHash(): string {
  const names = readdirSync(join(ROOT, SOURCES), { recursive: true, encoding: "utf8" });
  const sources = names.filter((name) => name.endsWith(".ts")).map((name) => join(SOURCES, name));
  const hash = createHash("sha256");
  for (const path of [...sources.sort(), LOCK]) hash.update(`${path}\n`).update(readFileSync(join(ROOT, path)));
  return hash.digest("hex").slice(0, 16);
}
