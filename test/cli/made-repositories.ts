import { lstatSync, readFileSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { corpusRepositories } from "../corpus/corpus.ts";
import type { NewFile } from "../forges/bare-repository.ts";
import type { NewRepository } from "../forges/github/state.ts";
import { configs } from "../fuzz/configs.ts";
import { CONFIG } from "./checkout.ts";
import { CLEAN } from "./configs.ts";

type Files = NonNullable<NewRepository["files"]>;

/** The same for all that are made. */
const SEED = 20_261_128;

/**
 * Repositories as an organization has them, the same in every run: two of three from the corpus where it is here, else all from
 * generated configs, some of them clean, without a config, archived or forks.
 */
export function makeRepositories(count: number): { readonly name: string; readonly given: NewRepository }[] {
  const real = corpusRepositories().map(readFiles);
  const generated = fc.sample(configs, { seed: SEED, numRuns: Math.ceil(count / (real.length > 0 ? 3 : 1)) });
  return Array.from({ length: count }, (_, number) => {
    const files = filesOf(number, real, generated);
    const given = {
      files: { ...files, "NUMBER.md": `${number}\n` },
      isArchived: number % 50 === 7,
      isFork: number % 50 === 8,
    };
    return { name: `acme/r${number}`, given };
  });
}

function filesOf(number: number, real: readonly Files[], generated: readonly string[]): Files {
  if (number % 20 === 3) return {};
  if (number % 20 === 4) return { [CONFIG]: CLEAN };
  const found = number % 3 === 0 ? undefined : real[Math.floor((number * 2) / 3) % real.length];
  return found ?? { [CONFIG]: generated[number % generated.length] ?? "" };
}

/** A folder as it would be committed. */
function readFiles(folder: string): Files {
  const entries = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = entries.filter((path) => !lstatSync(join(folder, path)).isDirectory());
  return Object.fromEntries(files.map((path) => [path, readNew(join(folder, path))]));
}

function readNew(path: string): NewFile {
  const stats = lstatSync(path);
  if (stats.isSymbolicLink()) return { link: readlinkSync(path) };
  return (stats.mode & 0o100) === 0 ? readFileSync(path) : { executable: readFileSync(path, "utf8") };
}
