import { readFileSync, readdirSync } from "node:fs";
import { join, parse } from "node:path";
import { parseDocument, stringify, visit } from "yaml";

type Section = Record<string, unknown>;

/** The sections in which the packer of CircleCI resolves `<<include(file)>>`. */
const WITH_INCLUDES = ["commands", "executors", "jobs"];
const INCLUDE = /<<\s*include\(([-\w/.]+)\)?\s*>>/g;

/** CircleCI's compiler reads these as booleans where they stand without quotes, though YAML 1.2 does not. */
const OLD_BOOLEAN = /^(?:[Yy]es|YES|[Oo]n|ON|[Nn]o|NO|[Oo]ff|OFF)$/;

/**
 * One text of the sources of an orb, by the rules of `circleci orb pack`: files at the root are merged, a folder is a
 * section and a file in it an entry with its name, deeper folders only order, `@` merges a file where it stands. Unlike
 * there, an alias has to have its anchor in the same file.
 */
export function packOrb(folder: string): string {
  const packed = packFolder(folder, "");
  for (const section of WITH_INCLUDES) {
    if (section in packed) packed[section] = include(packed[section], folder);
  }
  return stringify(packed, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** What a folder gives; `section` is the one that it belongs to, nothing at the root. */
function packFolder(folder: string, section: string): Section {
  const packed: Section = {};
  const names = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith("."));
  for (const entry of names.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      const content = packFolder(path, section || entry.name);
      if (section !== "") for (const [key, value] of Object.entries(content)) add(packed, key, value, folder);
      else if (Object.keys(content).length > 0) packed[entry.name] = { ...asSection(packed[entry.name]), ...content };
    } else if (/.\.ya?ml$/.test(entry.name)) {
      const content = readSection(path);
      if (section === "" || entry.name.startsWith("@")) Object.assign(packed, content);
      else add(packed, parse(entry.name).name, content, folder);
    }
  }
  return packed;
}

function add(packed: Section, key: string, value: unknown, folder: string): void {
  if (key in packed) throw new Error(`two files in or below ${folder} give \`${key}\``);
  packed[key] = value;
}

function readSection(file: string): Section {
  const document = parseDocument(readFileSync(file, "utf8"), { merge: true });
  for (const error of document.errors) throw new Error(`${file}: ${error.message}`);
  visit(document, {
    Scalar(place, node) {
      if (place === "key" || node.type !== "PLAIN" || typeof node.value !== "string") return;
      if (OLD_BOOLEAN.test(node.value)) node.value = /^(?:yes|on)$/i.test(node.value);
    },
  });
  const value: unknown = document.toJS();
  if (value !== null && (typeof value !== "object" || Array.isArray(value))) throw new Error(`${file} is no map`);
  return { ...value };
}

function asSection(value: unknown): Section {
  return typeof value === "object" ? { ...value } : {};
}

/** The same value with the text of files in the place of directives; a file's own `<<` is no parameter. */
export function include(value: unknown, root: string): unknown {
  if (typeof value === "string") {
    return value.replaceAll(INCLUDE, (_, file: string) =>
      readFileSync(join(root, file), "utf8").replaceAll("<<", String.raw`\<<`),
    );
  }
  if (Array.isArray(value)) return value.map((item) => include(item, root));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, include(item, root)]));
}
