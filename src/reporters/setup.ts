import type { FileResult } from "../engine/result.ts";
import type { Prerequisite } from "../finding.ts";
import { listCode, visible, wrap } from "./text.ts";

/** One prerequisite of a run, its variables those of all fixes that share it. */
interface Need {
  readonly kind: Exclude<Prerequisite["kind"], "rotation" | "lease">;
  /** Empty for project variables; for Vault what is read there. */
  readonly context: string;
  /** The first file that needs it. */
  readonly path: string;
  readonly variables: Set<string>;
}

/** What to know about contexts. The commands are those of the CLI's v0.1.47860 and of its v1.0.48692. */
const VERSION_1 = "`store-secret` asks for the value; version 1 of the CLI has other commands:";
const VERSION_1_COMMANDS = ["create <context>", "secret set <context> --name <variable>"];
const FORKS =
  "Jobs with a context do not run for pull requests from forks unless the author belongs to the organization (GitHub OAuth and Bitbucket Cloud projects); `--source project` avoids it";

const PLAN =
  "An authenticated pull counts against the limit of its account: use one whose plan allows what your jobs pull";

/** What an applied fix needs, and the file it is in. */
export interface FixSetup {
  readonly path: string;
  readonly setup: readonly Prerequisite[];
}

/** Notes what the fixes of one more file need; what makes no difference for the section is noted once in a run. */
export function noteSetups(setups: Map<string, FixSetup>, { source: { path }, applied }: FileResult): void {
  for (const { fix } of applied) {
    const { setup } = fix;
    if (setup.length === 0) continue;
    // Only what callers have to do names the file.
    const key = JSON.stringify([setup, setup.some(({ kind }) => kind === "callers") ? path : ""]);
    if (!setups.has(key)) setups.set(key, { path, setup });
  }
}

/** The notes of whole files. */
export function setupsOf(files: readonly FileResult[]): FixSetup[] {
  const setups = new Map<string, FixSetup>();
  for (const file of files) noteSetups(setups, file);
  return [...setups.values()];
}

/** One thing to set up: what to do, with code in backticks, and the commands for it. */
export interface SetupStep {
  readonly text: string;
  readonly commands: readonly string[];
}

/** What one prerequisite asks for. `path`: what needs it. */
export function describeStep({ path, setup }: { readonly path: string; readonly setup: Prerequisite }): SetupStep {
  const one = [{ path, setup: [setup] }];
  const [need] = mergeNeeds(one);
  if (!need) return { text: [...describeRotations(one), ...describeLeases(one)].join(" "), commands: [] };
  const commands = need.kind === "context" ? commandsFor(need).map((line) => line.trim()) : [];
  return { text: describe(need).replace(/:$/, ""), commands };
}

/** The section `Before you merge`; empty when no applied fix needs anything. */
export function describeSetup(setups: readonly FixSetup[], width: number): string[] {
  const needs = mergeNeeds(setups);
  const say = (text: string): string[] => wrap(`  ${text}`, width, 4);
  const contexts = needs.filter((need) => need.kind === "context");
  const lines = contexts.flatMap((need) => [...wrap(`  ${describe(need)}`, width, 2), ...commandsFor(need)]);
  if (contexts.length > 0) lines.push(...say(VERSION_1), ...VERSION_1_COMMANDS.map(command), ...say(FORKS));
  lines.push(...needs.filter((need) => need.kind !== "context").flatMap((need) => say(describe(need))));
  lines.push(...describeLeases(setups).flatMap(say));
  if (authenticatesPulls(setups)) lines.push(...say(PLAN));
  const rotations = describeRotations(setups).flatMap(say);
  const before = lines.length === 0 ? [] : ["Before you merge", ...lines];
  const after = rotations.length === 0 ? [] : [ROTATE, ...rotations];
  return before.length > 0 && after.length > 0 ? [...before, "", ...after] : [...before, ...after];
}

const ROTATE = "Rotate what was written in the files: git history and the pipelines that CircleCI has stored keep it";

/** One line for each account, with the name of the page that says how. */
function describeRotations(setups: readonly FixSetup[]): string[] {
  const lines = setups.flatMap(({ setup }) =>
    setup.flatMap((need) =>
      need.kind === "rotation" ? [`${capital(need.account)}: ${need.how} (“${need.page}”)`] : [],
    ),
  );
  return [...new Set(lines)];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** True when some fix made a pull authenticated that was not: a credential that only moves has counted before. */
function authenticatesPulls(setups: readonly FixSetup[]): boolean {
  return setups.some(({ setup }) => setup.length > 0 && setup.every(({ kind }) => kind !== "rotation"));
}

function mergeNeeds(setups: readonly FixSetup[]): Need[] {
  const needs = new Map<string, Need>();
  for (const { path, setup } of setups) {
    for (const prerequisite of setup) {
      if (prerequisite.kind === "rotation" || prerequisite.kind === "lease") continue;
      const { kind } = prerequisite;
      const context = placeOf(prerequisite);
      const key = JSON.stringify(kind === "callers" ? [kind, context, path] : [kind, context]);
      const need = needs.get(key) ?? { kind, context, path, variables: new Set<string>() };
      needs.set(key, need);
      for (const variable of prerequisite.variables) need.variables.add(variable);
    }
  }
  return [...needs.values()];
}

function placeOf(prerequisite: Exclude<Prerequisite, { kind: "rotation" | "lease" }>): string {
  if (prerequisite.kind === "vault") return prerequisite.reads;
  return prerequisite.kind === "project-variables" ? "" : prerequisite.context;
}

/** What is to be known of credentials that end while their job runs. */
function describeLeases(setups: readonly FixSetup[]): string[] {
  const lines = setups
    .flatMap(({ setup }) => setup)
    .flatMap((need) =>
      need.kind === "lease"
        ? [
            `Job \`${need.job}\` also pulls in later steps (${listCode(need.steps)}): the token of Docker Hub works for ${need.seconds / 60} minutes, so pull there within them, or keep a longer-lived one in a key-value engine`,
          ]
        : [],
    );
  return [...new Set(lines)];
}

function describe({ kind, context, path, variables }: Need): string {
  const names = listCode([...variables]);
  if (kind === "vault") {
    const who =
      names === ""
        ? "Let the role of the jobs"
        : `Set ${names} in the project or in a context of the jobs, and let their role`;
    return `${who} use \`${context}\` in Vault: \`circlesec vault setup\` prints what its administrator runs`;
  }
  if (kind === "context") {
    return `Create context \`${context}\`${names === "" ? "" : ` with ${names}`}, if it does not exist yet:`;
  }
  if (kind === "callers") {
    return `Every config that uses \`${path}\` must supply ${names}, for instance from context \`${context}\``;
  }
  const noun = variables.size === 1 ? "variable" : "variables";
  return `Set the project environment ${noun} ${names} (Project Settings > Environment Variables)`;
}

function commandsFor({ context, variables }: Need): string[] {
  const name = quoteForShell(context);
  const store = [...variables].map((variable) => `store-secret --org-id <org-id> ${name} ${quoteForShell(variable)}`);
  return [`create --org-id <org-id> ${name}`, ...store].map(command);
}

function command(line: string): string {
  return visible(`    circleci context ${line}`);
}

function quoteForShell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
