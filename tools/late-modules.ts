import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Rolldown } from "tsdown";

const MARK = "\0late:";

/**
 * Loads modules when one of their functions is first called, not with the modules that import them: each becomes a chunk of its own,
 * by its name here, and who imports it gets functions that `require` that chunk. Nothing waits, so callers stay as they are.
 * Only for chunks of CommonJS, and only functions of a module can be imported so: a value would have to be there at once.
 */
export function lateModules(modules: Readonly<Record<string, string>>): Rolldown.Plugin {
  const names = new Map(Object.entries(modules).map(([name, path]) => [resolve(path), name]));
  return {
    name: "late-modules",
    buildStart() {
      for (const [id, name] of names) this.emitFile({ type: "chunk", id, fileName: `${name}.cjs` });
    },
    resolveId(specifier, importer) {
      if (importer?.startsWith(MARK)) return { id: specifier, external: true };
      if (!importer || !specifier.startsWith(".")) return undefined;
      const path = resolve(dirname(importer), specifier);
      return names.has(path) ? MARK + path : undefined;
    },
    load(id) {
      if (!id.startsWith(MARK)) return undefined;
      const path = id.slice(MARK.length);
      const functions = functionsOf(path, (text) => this.parse(text, { lang: "ts" }));
      return { code: writeDoor(`./${names.get(path)}.cjs`, functions), moduleType: "js" };
    },
    generateBundle(_, bundle) {
      for (const [id, name] of names) {
        const chunk = bundle[`${name}.cjs`];
        const isItself = chunk?.type === "chunk" && chunk.facadeModuleId === id;
        if (!isItself) throw new Error(`another chunk is called ${name}: give ${id} another name`);
      }
    },
  };
}

function writeDoor(chunk: string, functions: readonly string[]): string {
  const doors = functions.map((name) => `export function ${name}(...args) { return open().${name}(...args); }`);
  return ["let room;", `function open() { return (room ??= require("${chunk}")); }`, ...doors].join("\n");
}

/** The functions that a module exports, its own and those that it hands on: whoever imports more gets no bundle. */
function functionsOf(path: string, parse: (text: string) => ReturnType<Rolldown.PluginContext["parse"]>): string[] {
  return parse(readFileSync(path, "utf8")).body.flatMap((statement) => {
    if (statement.type !== "ExportNamedDeclaration") return [];
    const { declaration, specifiers, source } = statement;
    if (declaration?.type === "FunctionDeclaration") return declaration.id?.name ?? [];
    if (!source) return [];
    const theirs = new Set(functionsOf(resolve(dirname(path), source.value), parse));
    return specifiers.flatMap(({ local }) => (local.type === "Identifier" && theirs.has(local.name) ? local.name : []));
  });
}
