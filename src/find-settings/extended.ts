import { dirname, join, relative, resolve } from "node:path";
import type { ReadableDisk } from "../io/disk.ts";
import { findPackage } from "../io/packages.ts";
import { isOutside } from "../io/paths.ts";
import { nearestName } from "../nearest-name.ts";
import { PRESET_NAMES } from "../settings/presets.ts";

/** The file that an entry of `extends` names, or what is wrong with the entry. */
export type Extended = { readonly path: string } | { readonly fault: string };

const SETTINGS_FILE = /\.(?:ya?ml|json|[cm]?js)$/;

/** Finds what an entry of `extends` that is no preset names, as the settings file at `from` sees it. */
export function findExtended(disk: ReadableDisk, entry: string, from: string): Extended {
  if (/^\.{0,2}\//.test(entry)) return orFault(disk, resolve(dirname(from), entry), `there is no file \`${entry}\``);
  const match = /^((?:@[^/]+\/)?[^/]+)(?:\/(.+))?$/.exec(entry);
  const [, name = entry, inside] = match ?? [];
  const folder = findPackage(disk, name, dirname(from));
  if (folder === undefined) return { fault: explainMissing(entry, name) };
  if (inside !== undefined) {
    const fault = `the package \`${name}\` has no file \`${inside}\``;
    return orFault(disk, exportOf(disk, folder, `./${inside}`) ?? join(folder, inside), fault);
  }
  const main = exportOf(disk, folder, "./circlesec") ?? exportOf(disk, folder, ".") ?? mainOf(disk, folder);
  const fault = `the package \`${name}\` has no settings: it wants a file of settings as \`exports["./circlesec"]\` or \`main\``;
  return main === undefined || !SETTINGS_FILE.test(main) ? { fault } : orFault(disk, main, fault);
}

function orFault(disk: ReadableDisk, path: string, fault: string): Extended {
  if (disk.kind(path) !== "file") return { fault };
  return SETTINGS_FILE.test(path)
    ? { path }
    : { fault: "a settings file ends in `.yml`, `.yaml`, `.json`, `.js` or `.mjs`" };
}

function explainMissing(entry: string, name: string): string {
  const preset = nearestName(entry, PRESET_NAMES);
  if (preset !== undefined) return `there is no preset and no package \`${entry}\`; did you mean \`${preset}\`?`;
  const path = SETTINGS_FILE.test(entry) ? `; a file is written \`./${entry}\`` : "";
  return `the package \`${name}\` is not installed here${path}`;
}

/** The path that a package exports under a name; `undefined` for none, and for one that leads out of the package. */
function exportOf(disk: ReadableDisk, folder: string, name: string): string | undefined {
  const { exports } = manifestOf(disk, folder);
  const own = isRecord(exports)
    ? (exports[name] ?? (name === "." && !hasPaths(exports) ? exports : undefined))
    : exports;
  const target = conditional(name === "." || isRecord(exports) ? own : undefined);
  return target === undefined ? undefined : insideOf(folder, target);
}

function mainOf(disk: ReadableDisk, folder: string): string | undefined {
  const { main } = manifestOf(disk, folder);
  return typeof main === "string" ? insideOf(folder, main) : undefined;
}

/** `exports` of conditions only, which is the package itself. */
function hasPaths(exports: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(exports).some((key) => key.startsWith("."));
}

/** A target, or that of the first condition which holds for whoever imports it. */
function conditional(target: unknown): string | undefined {
  if (typeof target === "string") return target;
  if (!isRecord(target)) return undefined;
  const key = Object.keys(target).find((name) => ["node", "import", "default"].includes(name));
  return key === undefined ? undefined : conditional(target[key]);
}

function insideOf(folder: string, target: string): string | undefined {
  const path = resolve(folder, target);
  return isOutside(relative(folder, path)) ? undefined : path;
}

function manifestOf(disk: ReadableDisk, folder: string): Readonly<Record<string, unknown>> {
  const text = disk.readInside(folder, join(folder, "package.json"));
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
