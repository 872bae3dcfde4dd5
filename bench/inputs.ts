import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createRandom, generateConfig } from "./generate.ts";

export interface Input {
  readonly path: string;
  readonly text: string;
}

const CORPUS = join(import.meta.dirname, "../../shared/corpus/files");
const SEED = 1;
const GENERATED = 600;
/** Folders that the sources of a repository are in. */
const PARTS = 20;

/** The real configs of the corpus where it lies beside the project, else generated ones: the same at each call. */
export function loadInputs(): { readonly origin: string; readonly inputs: readonly Input[] } {
  if (existsSync(CORPUS)) return { origin: "corpus of real configs", inputs: readCorpus() };
  return { origin: `generated configs (seed ${SEED})`, inputs: generateInputs(GENERATED) };
}

/** Made-up configs, the same on every machine. */
export function generateInputs(count: number): Input[] {
  const random = createRandom(SEED);
  return Array.from({ length: count }, (_, index) => ({
    path: `r${index}/.circleci/config.yml`,
    text: generateConfig(random, { jobs: 1 + Math.floor(random() ** 2 * 20), authenticated: random() < 0.2 }),
  }));
}

function readCorpus(): Input[] {
  const names = readdirSync(CORPUS, { recursive: true, encoding: "utf8" });
  const paths = names.filter((name) => /\.ya?ml$/i.test(name)).sort();
  return paths.map((path) => ({ path, text: readFileSync(join(CORPUS, path), "utf8") }));
}

/** A folder of checkouts with one config each; the texts come round again with a comment, so that no two have the same hash. */
export function writeCheckouts(folder: string, inputs: readonly Input[], count: number): string {
  for (let index = 0; index < count; index += 1) {
    const { text = "" } = inputs[index % inputs.length] ?? {};
    const end = text.endsWith("\n") ? "" : "\n";
    write(join(folder, `r${index}/.circleci/config.yml`), `${text}${end}# copy ${index}\n`);
  }
  return folder;
}

/** A folder of repositories with many files each, of which one is a config. */
export function writeRepositories(folder: string, repositories: number, files: number): string {
  for (let index = 0; index < repositories; index += 1) {
    const root = join(folder, `r${index}`);
    write(join(root, ".git/HEAD"), "ref: refs/heads/main\n");
    write(join(root, ".circleci/config.yml"), "version: 2.1\n");
    for (let part = 0; part < PARTS; part += 1) mkdirSync(join(root, `src/p${part}`), { recursive: true });
    for (let file = 2; file < files; file += 1) writeFileSync(join(root, `src/p${file % PARTS}/f${file}.ts`), "");
  }
  return folder;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** A config of at most this many characters in which nothing is to be found. */
export function cleanConfig(length: number): string {
  const sizes = Array.from({ length: 50 }, (_, index) => index + 1);
  const texts = sizes.map((jobs) => generateConfig(createRandom(SEED), { jobs, authenticated: true }));
  return texts.findLast((text) => text.length <= length) ?? "";
}
