import { dirname } from "node:path";
import { type SuppressRequest, type Suppressed, suppressSource } from "../engine/suppress.ts";
import type { RuleCrash } from "../engine/result.ts";
import { findSettings } from "../find-settings/index.ts";
import { type FoundFile, discover } from "../io/discover.ts";
import { type Disk, createDisk } from "../io/disk.ts";
import { Repositories } from "../io/repositories.ts";
import { isSettingsPath } from "../io/settings-files.ts";
import { knownSecretTexts, secretSpans } from "../model/index.ts";
import { count } from "../reporters/count.ts";
import { visible } from "../reporters/text.ts";
import { pluginOf } from "../rules/plugin.ts";
import type { Rule } from "../rules/rule.ts";
import { type FileRules, isForeign } from "../run/run-source.ts";
import { findTokens } from "../secrets/index.ts";
import { Source } from "../source/source.ts";
import { isDay } from "../suppression.ts";
import { UserError } from "../user-error.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { findRules } from "./file-rules.ts";
import type { Host } from "./host.ts";
import { chooseRules, toRuleOptions } from "./run-options.ts";
import type { SuppressFlags } from "./suppress.ts";
import { dayOf } from "./today.ts";

/** What `circlesec suppress` works with. */
interface Run {
  readonly disk: Disk;
  readonly repositories: Repositories;
  readonly request: SuppressRequest;
  readonly rulesFor: (path: string) => FileRules;
  readonly writes: boolean;
}

/** `circlesec suppress`: writes comments above findings, and says where. */
export async function runSuppress(paths: readonly string[], flags: SuppressFlags, host: Host): Promise<ExitCode> {
  const today = dayOf(new Date());
  const request = toRequest(flags, today);
  const optionsWith = toRuleOptions(flags.rule ? { rule: flags.rule } : {}, { today });
  if (paths.includes("-")) throw new UserError("suppress writes files in place, so it takes no standard input");
  const cwd = host.cwd();
  const disk = createDisk();
  const found = discover(paths, { cwd, disk }).files;
  const folders = found.map(({ path }) => dirname(path));
  const settings = await findSettings(folders, { cwd, disk, chosen: flags.settings });
  // A finding that nobody is told of needs no comment.
  const files = found.filter(({ path }) => settings.get(dirname(path))?.ignoredBy(path) === undefined);
  // All rules run, chosen or not: what the others find must not change.
  const { rule: _, ...placed } = flags;
  const { rules, rulesFor, errors } = await findRules(settings, placed, optionsWith);
  const run: Run = {
    disk,
    repositories: new Repositories(disk),
    request: { ...request, rules: chosenIds(flags.rule, rules) },
    rulesFor,
    writes: flags.diff !== true,
  };
  const lines: string[] = errors.map(({ path, message }) => `${visible(path)}: ${message}`);
  let [comments, left, failed] = [0, 0, 0];
  const crashes: RuleCrash[] = [];
  for (const file of files) {
    try {
      const result = suppressFile(file, run);
      if (!result) continue;
      if (flags.diff) host.stdout.write(await diffOf(file, result));
      lines.push(...describe(file, result, run));
      comments += result.written.length;
      left += result.declined.length;
      crashes.push(...result.first.crashes);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failed += 1;
      lines.push(`${visible(file.shown)}: ${error.message.replaceAll(file.path, file.shown)}`);
    }
  }
  lines.push(summarize({ comments, left, failed, plugins: errors.length }, run));
  (flags.diff ? host.stderr : host.stdout).write(`${lines.join("\n")}\n`);
  if (crashes.some(({ rule }) => pluginOf(rule) === undefined)) return EXIT.bug;
  return failed + errors.length + crashes.length > 0 ? EXIT.unusable : left > 0 ? EXIT.findings : EXIT.clean;
}

function chosenIds(asked: SuppressFlags["rule"], rules: readonly Rule[]): SuppressRequest["rules"] {
  return asked && new Set(chooseRules(asked, rules).map(({ meta }) => meta.id));
}

/** What the flags ask for beside the rules; a reason that is none, or that holds a secret, and a day that is none are UserErrors. */
function toRequest({ reason = "", until }: SuppressFlags, today: string): Omit<SuppressRequest, "rules"> {
  const text = reason.trim();
  if (text === "") throw new UserError("--reason wants a reason", { help: "Say why the findings are to stay" });
  if (/[\p{Cc}\u2028\u2029]/u.test(text)) throw new UserError("--reason wants one line of text");
  if (findTokens(text).length > 0) {
    throw new UserError("--reason holds a token, which would be written into files", {
      help: "Name where the token is kept instead; if it was real, rotate it: it is in the history of your shell",
    });
  }
  if (until !== undefined && !isDay(until)) throw new UserError("--until wants a day such as 2027-01-31");
  if (until !== undefined && until < today) throw new UserError(`--until ${until} is over: today is ${today}`);
  return { reason: text, until };
}

/** `undefined` for what is not CircleCI's. */
function suppressFile({ path, shown, named }: FoundFile, run: Run): Suppressed | undefined {
  if (isSettingsPath(path)) return undefined;
  const source = new Source(shown, run.disk.readText(path));
  const repository = run.repositories.around(path);
  const result = suppressSource(source, { ...run.rulesFor(path), named, repository }, run.request);
  if (isForeign(result.first, named)) return undefined;
  const { text } = result.linted.config.tree.source;
  if (run.writes && text !== source.text) run.disk.replaceText(path, source.text, text);
  return result;
}

async function diffOf({ repositoryPath }: FoundFile, { first, linted }: Suppressed): Promise<string> {
  const { unifiedDiff } = await import("../reporters/diff.ts");
  const secrets = secretSpans(linted.config, knownSecretTexts(first.config));
  const before = { text: first.config.tree.source.text, secrets: secretSpans(first.config) };
  return unifiedDiff({ before, source: linted.config.tree.source, secrets, repositoryPath }, false).text;
}

function describe({ shown }: FoundFile, { first, written, declined }: Suppressed, { writes }: Run): string[] {
  const { source } = first.config.tree;
  const path = visible(shown);
  return [
    ...first.crashes.map(({ rule = "", message }) => {
      const plugin = pluginOf(rule);
      const owner = plugin === undefined ? "circlesec" : `the plugin \`${plugin}\``;
      return `${path}: rule \`${rule}\` failed, a bug in ${owner}: ${message}`;
    }),
    ...(written.length > 0 ? [`${writes ? "suppressed in" : "would suppress in"} ${path}`] : []),
    ...written.map(({ line, rules }) => `  ${line}: ${rules.join(", ")}`),
    ...declined.map(({ finding: { rule, span }, why }) => {
      return `${path}:${source.position(span.start).line} ${rule} stays as it is: ${why}`;
    }),
  ];
}

type Counted = "comments" | "left" | "failed" | "plugins";

function summarize({ comments, left, failed, plugins }: Readonly<Record<Counted, number>>, { writes }: Run): string {
  const verb = writes ? "Wrote" : "Would write";
  const done = comments === 0 ? `${verb} nothing` : `${verb} ${count(comments, "comment")}`;
  const parts = [
    left === 0 ? "" : `; ${count(left, "finding")} left`,
    failed === 0 ? "" : `; ${count(failed, "file")} failed`,
    plugins === 0 ? "" : `; ${count(plugins, "plugin")} failed`,
  ];
  return `${done}${parts.join("")}.`;
}
