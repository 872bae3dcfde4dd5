import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Rolldown } from "tsdown";

const DOOR = "\0late:";
const LOBBY = "\0lobby:";

/**
 * Loads modules when one of their functions is first called, not with the modules that import them: each, or several together, becomes
 * a chunk of its own, by its name here, and who imports one gets functions that `require` that chunk. Nothing waits, so callers stay
 * as they are. Only for chunks of CommonJS, and only functions of a module can be imported so: a value would have to be there at once.
 */
export function lateModules(modules: Readonly<Record<string, string | readonly string[]>>): Rolldown.Plugin {
  const rooms = Object.entries(modules).map(([name, given]) => {
    const paths = [given].flat().map((path) => resolve(path));
    const [only = "", ...others] = paths;
    return { name, paths, id: others.length === 0 ? only : LOBBY + name };
  });
  const names = new Map(rooms.flatMap(({ name, paths }) => paths.map((path) => [path, name])));
  return {
    name: "late-modules",
    buildStart() {
      for (const { id, name } of rooms) this.emitFile({ type: "chunk", id, fileName: `${name}.cjs` });
    },
    resolveId(specifier, importer) {
      if (specifier.startsWith(LOBBY)) return specifier;
      if (importer?.startsWith(DOOR)) return { id: specifier, external: true };
      if (!importer || !specifier.startsWith(".")) return undefined;
      const path = resolve(dirname(importer), specifier);
      return names.has(path) ? DOOR + path : undefined;
    },
    load(id) {
      const exportsOf = (path: string): string[] => functionsOf(path, (text) => this.parse(text, { lang: "ts" }));
      const room = rooms.find((one) => one.id === id && id.startsWith(LOBBY));
      if (room) return { code: writeLobby(room.paths, exportsOf), moduleType: "js" };
      if (!id.startsWith(DOOR)) return undefined;
      const path = id.slice(DOOR.length);
      return { code: writeDoor(`./${names.get(path)}.cjs`, exportsOf(path)), moduleType: "js" };
    },
    generateBundle(_, bundle) {
      for (const { id, name } of rooms) {
        const chunk = bundle[`${name}.cjs`];
        const isItself = chunk?.type === "chunk" && chunk.facadeModuleId === id;
        if (!isItself) throw new Error(`another chunk is called ${name}: give ${id} another name`);
      }
    },
  };
}

/** What several modules export, in one: each name must be of one of them only. */
function writeLobby(paths: readonly string[], exportsOf: (path: string) => readonly string[]): string {
  const names = paths.flatMap(exportsOf);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`two late modules of one chunk export ${twice}`);
  return paths.map((path) => `export * from ${JSON.stringify(path)};`).join("\n");
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
