import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Script, constants } from "node:vm";
import type { CodeCache } from "./code-cache.ts";

type Require = (name: string) => unknown;
type Wrapped = (exports: unknown, require: Require, module: unknown, file: string, folder: string) => void;

/**
 * Loads the chunks of our bundle as Node would, with the code that V8 has made of them in an earlier run. Everything else is
 * Node's to load.
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
    this.#compile(name, file)(module.exports, this.#requireFrom(file), module, file, this.#folder);
    return module.exports;
  }

  #requireFrom(file: string): Require {
    const require = createRequire(file);
    return (name) => (name.startsWith("./") ? this.load(name.slice("./".length)) : require(name));
  }

  #compile(name: string, file: string): Wrapped {
    const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, "utf8")}\n})`;
    const cachedData = this.#cache.read(name);
    const script = new Script(source, {
      filename: file,
      ...(cachedData && { cachedData }),
      // Plugins and settings may be modules, which the code of a chunk imports.
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    if (!cachedData || script.cachedDataRejected) this.#cache.wants(name, () => script.createCachedData());
    const wrapped: Wrapped = script.runInThisContext();
    return wrapped;
  }
}
