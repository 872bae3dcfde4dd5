import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom, generateConfig } from "./generate.ts";

export interface Input {
  readonly path: string;
  readonly text: string;
}

const CORPUS = join(import.meta.dirname, "../../shared/corpus/files");
const SEED = 1;
const GENERATED = 600;

/** The real configs of the corpus where it lies beside the project, else generated ones: the same at each call. */
export function loadInputs(): { readonly origin: string; readonly inputs: readonly Input[] } {
  if (existsSync(CORPUS)) return { origin: "corpus", inputs: readCorpus() };
  const random = createRandom(SEED);
  const inputs = Array.from({ length: GENERATED }, (_, index) => ({
    path: `r${index}/.circleci/config.yml`,
    text: generateConfig(random, { jobs: 1 + Math.floor(random() ** 2 * 20), authenticated: random() < 0.2 }),
  }));
  return { origin: `generated (seed ${SEED})`, inputs };
}

function readCorpus(): Input[] {
  const names = readdirSync(CORPUS, { recursive: true, encoding: "utf8" });
  const paths = names.filter((name) => /\.ya?ml$/i.test(name)).sort();
  return paths.map((path) => ({ path, text: readFileSync(join(CORPUS, path), "utf8") }));
}

/** A config of at most this many characters in which nothing is to be found. */
export function cleanConfig(length: number): string {
  const sizes = Array.from({ length: 50 }, (_, index) => index + 1);
  const texts = sizes.map((jobs) => generateConfig(createRandom(SEED), { jobs, authenticated: true }));
  return texts.findLast((text) => text.length <= length) ?? "";
}
