import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Rolldown } from "tsdown";

const FILE = "THIRD-PARTY-NOTICES.txt";
const RULE = "-".repeat(80);

interface Manifest {
  readonly name: string;
  readonly version: string;
}

/**
 * Writes the licences of the packages that are in the bundles beside them. One plugin serves all builds of a run: each
 * adds what it bundled and writes the whole file anew, so that the last one leaves it complete.
 */
export function thirdPartyNotices(): Rolldown.Plugin {
  const folders = new Set<string>();
  return {
    name: "third-party-notices",
    writeBundle({ dir }, bundle) {
      if (dir === undefined) throw new Error("the bundles have no folder to put the notices into");
      const modules = Object.values(bundle).flatMap((output) => (output.type === "chunk" ? output.moduleIds : []));
      for (const id of modules) {
        const folder = packageFolder(id);
        if (folder !== undefined) folders.add(folder);
      }
      writeFileSync(join(dir, FILE), renderNotices([...folders]));
    },
  };
}

/** The folder of the package that a module belongs to; `undefined` for a module of our own. */
function packageFolder(id: string): string | undefined {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id)?.[0];
}

/** The text of the file; throws for a package without a licence, because it could not be shipped. */
function renderNotices(folders: readonly string[]): string {
  const notices = folders.map(renderNotice).sort();
  return (
    ["circlesec contains code of the packages below, under these licences.", ...notices].join(`\n\n${RULE}\n`) + "\n"
  );
}

function renderNotice(folder: string): string {
  const { name, version }: Manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|copying|notice)\b/i.test(file));
  if (files.length === 0) throw new Error(`${name} has no licence file`);
  const texts = files.sort().map((file) => readFileSync(join(folder, file), "utf8").trim());
  return [`${name} ${version}`, ...texts].join("\n\n");
}
