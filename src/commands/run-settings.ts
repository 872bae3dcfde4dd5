import { dirname, resolve } from "node:path";
import { type EffectiveSettings, findSettings } from "../find-settings/index.ts";
import { createDisk } from "../io/disk.ts";
import { findGitRoot } from "../io/git.ts";
import { shownPath } from "../io/paths.ts";
import { type Said, originsOf } from "../settings/origins.ts";
import { printYaml } from "../settings/print.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import type { Host } from "./host.ts";
import type { SettingFlags } from "./flags.ts";
import { namesIn } from "./run-options.ts";
import type { SettingsFlags } from "./settings.ts";

/** `circlesec settings`: what holds for a file, or for all files of a folder, and where it comes from. */
export async function runSettings(asked: string | undefined, flags: SettingsFlags, host: Host): Promise<ExitCode> {
  const disk = createDisk();
  const cwd = host.cwd();
  const path = resolve(cwd, asked ?? ".");
  const isFolder = disk.kind(path) === "folder";
  const folder = isFolder ? path : dirname(path);
  const settings = (await findSettings([folder], { cwd, disk, chosen: flags.settings })).get(folder);
  const layers = settings?.layersFor(isFolder ? undefined : path) ?? [];
  const values = originsOf(layers, optionsIn(flags, settings));
  const shown = shownPath(path, cwd, findGitRoot(disk, cwd) ?? cwd);
  const ignoredBy = isFolder ? undefined : settings?.ignoredBy(path);
  host.stdout.write(
    flags.format === "json"
      ? printJson(shown, ignoredBy, values)
      : `${ignoredBy === undefined ? "" : `# ${shown} is not linted: \`ignore\` in ${ignoredBy} names it\n`}${printYaml(values)}`,
  );
  return EXIT.clean;
}

/** What the command line says over the settings. `--vault-client` chooses for the Vault that there is. */
function optionsIn(flags: SettingFlags, settings: EffectiveSettings | undefined): Said[] {
  const { context, username, token } = namesIn(flags);
  const { source, authStyle, convenienceImages, unresolvedImages, strategy, vaultClient } = flags;
  const hasVault = settings?.common.vault !== undefined || (strategy ?? settings?.common.strategy) === "vault";
  const options = [
    [["strategy"], strategy, "--strategy"],
    [["dockerHub", "source"], source, "--source"],
    [["dockerHub", "context"], context, "--context"],
    [["dockerHub", "username"], username, "--username"],
    [["dockerHub", "token"], token, "--token"],
    [["dockerHub", "authStyle"], authStyle, "--auth-style"],
    [["dockerHub", "convenienceImages"], convenienceImages, "--convenience-images"],
    [["dockerHub", "unresolvedImages"], unresolvedImages, "--unresolved-images"],
    [["vault", "client"], hasVault ? vaultClient : undefined, "--vault-client"],
  ] as const;
  return options.flatMap(([path, value, from]) => (value === undefined ? [] : [{ path, value, from }]));
}

/** Version 1: `settings` as a file would hold them, and the origin of each value by its JSON Pointer. */
function printJson(path: string, ignoredBy: string | undefined, values: readonly Said[]): string {
  const origins = Object.fromEntries(values.map(({ path: keys, from }) => [pointer(keys), from]));
  return `${JSON.stringify({ version: 1, path, ignoredBy: ignoredBy ?? null, settings: toTree(values), origins }, null, 2)}\n`;
}

function pointer(keys: readonly string[]): string {
  return keys.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

type Tree = Map<string, Tree | Said["value"]>;

function toTree(values: readonly Said[]): unknown {
  const root: Tree = new Map();
  for (const { path, value } of values) {
    let map = root;
    for (const key of path.slice(0, -1)) {
      const known = map.get(key);
      const next: Tree = known instanceof Map ? known : new Map();
      map.set(key, next);
      map = next;
    }
    map.set(path.at(-1) ?? "", value);
  }
  return toObject(root);
}

function toObject(tree: Tree): unknown {
  return Object.fromEntries([...tree].map(([key, value]) => [key, value instanceof Map ? toObject(value) : value]));
}
