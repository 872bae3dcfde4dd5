import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { Script } from "node:vm";
import type { CodeCache } from "./code-cache.ts";

type Require = (name: string) => unknown;
type Wrapped = (exports: unknown, require: Require, module: unknown, file: string, folder: string) => void;

const BEFORE = Buffer.from("(function (exports, require, module, __filename, __dirname) {");
const AFTER = Buffer.from("\n})");

/**
 * Loads the chunks of our bundle as Node would, with the code that V8 has made of them in an earlier run. Everything else is a
 * module of Node.
 */
export class Chunks {
  readonly #folder: string;
  readonly #cache: CodeCache;
  readonly #modules = new Map<string, { exports: unknown }>();

  constructor(folder: string, cache: CodeCache) {
    this.#folder = folder;
    this.#cache = cache;
  }

  load(name: string): unknown {
    const known = this.#modules.get(name);
    if (known) return known.exports;
    const module = { exports: {} };
    this.#modules.set(name, module);
    const file = join(this.#folder, name);
    this.#compile(name, file)(module.exports, this.#require, module, file, this.#folder);
    return module.exports;
  }

  /** Everything else is in the bundle. */
  readonly #require: Require = (name) =>
    name.startsWith("./") ? this.load(name.slice("./".length)) : process.getBuiltinModule(name);

  #compile(name: string, file: string): Wrapped {
    const wrapped = wrappedSource(file);
    const source = wrapped.subarray(BEFORE.length, wrapped.length - AFTER.length);
    const cachedData = this.#cache.read(name, source);
    // Chunks are ASCII (`tools/ascii-chunks.ts`).
    const script = new Script(wrapped.toString("latin1"), { filename: file, ...(cachedData && { cachedData }) });
    if (!cachedData || script.cachedDataRejected) this.#cache.wants(name, source, () => script.createCachedData());
    const compiled: Wrapped = script.runInThisContext();
    return compiled;
  }
}

/** A chunk between what makes a function of it, of one piece: V8 would make another of strings that are put together. */
function wrappedSource(file: string): Buffer {
  const descriptor = openSync(file, "r");
  try {
    const { size } = fstatSync(descriptor);
    // Zeroes where a file ends too early: what was in memory before must not be taken for code.
    const wrapped = Buffer.alloc(BEFORE.length + size + AFTER.length);
    BEFORE.copy(wrapped);
    const end = BEFORE.length + size;
    for (let at = BEFORE.length, read = -1; at < end && read !== 0; at += read) {
      read = readSync(descriptor, wrapped, at, end - at, null);
    }
    AFTER.copy(wrapped, end);
    return wrapped;
  } finally {
    closeSync(descriptor);
  }
}
