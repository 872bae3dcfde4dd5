import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { existsSync, readFileSync, readdirSync } from "node:fs";

const FOLDER = new URL("../../../shared/corpus/", import.meta.url);
const SCHEMA = new URL("../../../shared/judges/circleci-schema.json", import.meta.url);

/** False where the corpus is not beside the checkout; its tests are skipped then, and their titles say so. */
export const hasCorpus = existsSync(new URL("files/", FOLDER));
export const whenCorpus = hasCorpus ? "on the corpus" : "on the corpus (skipped: ../shared/corpus is not here)";

if (!hasCorpus) process.stderr.write("skipped: tests on real configs, because ../shared/corpus is not here\n");

/** Every folder of the corpus that was the root of a repository. */
export function corpusRepositories(): string[] {
  if (!hasCorpus) return [];
  const files = fileURLToPath(new URL("files/", FOLDER));
  return readdirSync(files, { recursive: true, encoding: "utf8" })
    .filter((path) => /(?:^|[\\/])\.circleci$/.test(path))
    .map((path) => dirname(join(files, path)))
    .toSorted();
}

/** Every YAML file of the corpus, by path. */
export function corpusFiles(): { path: string; text: string }[] {
  const folder = new URL("files/", FOLDER);
  if (!hasCorpus) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.ya?ml$/.test(path))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(new URL(path, folder), "utf8") }));
}

/** Rows of one of the corpus's tables, by column name. */
export function corpusTable(name: string): Record<string, string>[] {
  if (!hasCorpus) return [];
  const [header = "", ...lines] = readFileSync(new URL(name, FOLDER), "utf8").trimEnd().split("\n");
  const columns = header.split("\t");
  return lines.map((line) => Object.fromEntries(line.split("\t").map((cell, index) => [columns[index] ?? "", cell])));
}

/** The official JSON schema, a judge that is not ours. */
export function officialSchema(): Record<string, unknown> {
  return JSON.parse(readFileSync(SCHEMA, "utf8")) as Record<string, unknown>;
}
