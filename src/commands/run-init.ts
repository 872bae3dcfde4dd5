import { join } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { addGate } from "../init/gate.ts";
import { BASELINE } from "../init/lint-command.ts";
import { addHook, newPreCommit } from "../init/pre-commit.ts";
import { writeSettings } from "../init/settings-text.ts";
import type { Step } from "../init/step.ts";
import type { Output } from "../io/output.ts";
import { isStandardInputATerminal, readLine } from "../io/ask.ts";
import { type Disk, createDisk } from "../io/disk.ts";
import { discover } from "../io/discover.ts";
import { findGitRoot } from "../io/git.ts";
import { Repositories } from "../io/repositories.ts";
import { SettingsFiles } from "../io/settings-files.ts";
import { type Config, readConfig, secretSpans } from "../model/index.ts";
import { unifiedDiff } from "../reporters/diff.ts";
import { Source } from "../source/source.ts";
import { parse } from "../syntax/index.ts";
import { UserError } from "../user-error.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import type { Host } from "./host.ts";
import type { InitFlags } from "./init.ts";

const SETTINGS = ".circlesec.yml";
const PRE_COMMIT = ".pre-commit-config.yaml";
const CONFIG = ".circleci/config.yml";

/** `circlesec init`: shows each change of the repository around the current folder, and writes what is agreed to. */
export async function runInit(flags: InitFlags, host: Host): Promise<ExitCode> {
  const { stdout } = host;
  const disk = createDisk();
  const root = findGitRoot(disk, host.cwd()) ?? host.cwd();
  const configs = readConfigs(disk, root);
  let hasNewGate = false;
  let silent = 0;
  for (const step of planSteps(configs, disk, root, flags)) {
    if ("reason" in step) {
      stdout.write(`${step.path}: left as it is, ${step.reason}\n`);
      continue;
    }
    stdout.write(`${diffOf(step)}\n`);
    if (flags.yes !== true && !isStandardInputATerminal()) silent += 1;
    else if (flags.yes === true || isYes(`Write ${step.path}?`, stdout)) {
      save(step, disk, root);
      stdout.write(`${step.path}: written\n`);
      hasNewGate ||= step.path !== SETTINGS;
    } else stdout.write(`${step.path}: left as it is, as you say\n`);
  }
  if (hasNewGate) await sayWhetherItFails(root, disk, host);
  if (silent === 0) return EXIT.clean;
  throw new UserError("nothing was written: there is no terminal to ask on", { help: "Give --yes to write it" });
}

function planSteps(configs: readonly Config[], disk: Disk, root: string, flags: InitFlags): Step[] {
  const main = configs.find(({ tree }) => tree.source.path === CONFIG);
  const steps = [planSettings(configs, disk, root), planPreCommit(disk, root, flags)];
  const gate = main && addGate(main, manifest.version, hasBaseline(disk, root));
  if (main && gate) steps.push({ path: CONFIG, ...toChange(main.tree.source.text, gate) });
  return steps.flatMap((step) => step ?? []);
}

function hasBaseline(disk: Disk, root: string): boolean {
  return disk.kind(join(root, BASELINE)) === "file";
}

/** One line where what was just written fails from the start, and what to do about it. */
async function sayWhetherItFails(root: string, disk: Disk, host: Host): Promise<void> {
  const baseline = hasBaseline(disk, root) ? BASELINE : undefined;
  const { countFailing } = await import("./count-failing.ts");
  const count = await countFailing(root, disk, baseline, host);
  if (count === 0) return;
  const parks = `park ${count === 1 ? "it" : "them"} with \`circlesec lint --write-baseline ${BASELINE}\``;
  const then = baseline === undefined ? ` and give the gate \`--baseline ${BASELINE}\`` : "";
  const findings = count === 1 ? "1 finding" : `${count} findings`;
  host.stdout.write(`The gate fails now on ${findings}: run \`circlesec fix\`, or ${parks}${then}\n`);
}

function toChange(before: string | undefined, result: { readonly text: string } | { readonly reason: string }) {
  return "text" in result ? { before, after: result.text } : result;
}

function planSettings(configs: readonly Config[], disk: Disk, root: string): Step {
  const own = new SettingsFiles(disk, root).nearest(root);
  if (own !== undefined) return { path: own.slice(root.length + 1), reason: "it holds the settings" };
  return { path: SETTINGS, before: undefined, after: writeSettings(configs, ({ tree }) => tree.source.path) };
}

function planPreCommit(disk: Disk, root: string, { preCommit }: InitFlags): Step | undefined {
  const path = join(root, PRE_COMMIT);
  if (disk.kind(path) === undefined) {
    return preCommit === true
      ? { path: PRE_COMMIT, before: undefined, after: newPreCommit(manifest.version, hasBaseline(disk, root)) }
      : undefined;
  }
  const text = disk.readText(path);
  return {
    path: PRE_COMMIT,
    ...toChange(text, addHook(new Source(PRE_COMMIT, text), manifest.version, hasBaseline(disk, root))),
  };
}

/** The configs in `.circleci/`, the main one first. */
function readConfigs(disk: Disk, root: string): Config[] {
  const repositories = new Repositories(disk);
  const configs = discover([], { cwd: root, disk }).files.flatMap(({ path, shown }) => {
    const config = readConfig(parse(new Source(shown, disk.readText(path))), repositories.around(path));
    return config.kind === "other" ? [] : [config];
  });
  return configs.toSorted((a, b) => Number(b.tree.source.path === CONFIG) - Number(a.tree.source.path === CONFIG));
}

/** Asks on the terminal; anything but a yes, and the end of input, is a no. */
function isYes(question: string, output: Output): boolean {
  output.write(`${question} [y/N] `);
  return /^\s*y(?:es)?\s*$/i.test(readLine() ?? "");
}

/** The change as a diff, secrets masked. */
function diffOf({ path, before = "", after }: Extract<Step, { after: string }>): string {
  const secretsIn = (text: string) => secretSpans(readConfig(parse(new Source(path, text))));
  const change = { before: { text: before, secrets: secretsIn(before) }, source: new Source(path, after) };
  return unifiedDiff({ ...change, secrets: secretsIn(after), repositoryPath: path }, false).text;
}

function save({ path, before, after }: Extract<Step, { after: string }>, disk: Disk, root: string): void {
  const target = join(root, path);
  if (before !== undefined) disk.replaceText(target, before, after);
  else if (disk.kind(target) === undefined) disk.writeText(target, after);
  else throw new UserError(`\`${path}\` came up meanwhile, so it was left as it is`, { help: "Run again" });
}
