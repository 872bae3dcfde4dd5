import { dirname } from "node:path";
import { type SuppressRequest, type Suppressed, suppressSource } from "../engine/suppress.ts";
import { findSettings } from "../find-settings/index.ts";
import { type FoundFile, discover } from "../io/discover.ts";
import { type Disk, createDisk } from "../io/disk.ts";
import { Repositories } from "../io/repositories.ts";
import { isSettingsPath } from "../io/settings-files.ts";
import { knownSecretTexts, secretSpans } from "../model/index.ts";
import { count, visible } from "../reporters/text.ts";
import { RULES } from "../rules/index.ts";
import type { RuleOptions } from "../rules/rule.ts";
import { isForeign } from "../run.ts";
import { findTokens } from "../secrets/index.ts";
import { Source } from "../source/source.ts";
import { isDay } from "../suppression.ts";
import { UserError } from "../user-error.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import type { Host } from "./host.ts";
import { chooseRules, dayOf, toRuleOptions } from "./run-options.ts";
import type { SuppressFlags } from "./suppress.ts";

/** What `circlesec suppress` works with. */
interface Run {
  readonly disk: Disk;
  readonly repositories: Repositories;
  readonly request: SuppressRequest;
  readonly optionsFor: (path: string) => RuleOptions;
  readonly writes: boolean;
}

/** `circlesec suppress`: writes comments above findings, and says where. */
export async function runSuppress(paths: readonly string[], flags: SuppressFlags, host: Host): Promise<ExitCode> {
  const today = dayOf(new Date());
  const request = toRequest(flags, today);
  const optionsWith = toRuleOptions(flags.rule ? { rule: flags.rule } : {}, today);
  if (paths.includes("-")) throw new UserError("suppress writes files in place, so it takes no standard input");
  const cwd = host.cwd();
  const disk = createDisk();
  const found = discover(paths, { cwd, disk }).files;
  const folders = found.map(({ path }) => dirname(path));
  const settings = await findSettings(folders, { cwd, disk, chosen: flags.settings });
  // A finding that nobody is told of needs no comment.
  const files = found.filter(({ path }) => settings.get(dirname(path))?.ignoredBy(path) === undefined);
  const run: Run = {
    disk,
    repositories: new Repositories(disk),
    request,
    optionsFor: (path) => optionsWith(settings.get(dirname(path))?.for(path)),
    writes: flags.diff !== true,
  };
  const lines: string[] = [];
  let [comments, left, failed, crashed] = [0, 0, 0, 0];
  for (const file of files) {
    try {
      const result = suppressFile(file, run);
      if (!result) continue;
      if (flags.diff) host.stdout.write(await diffOf(file, result));
      lines.push(...describe(file, result, run));
      comments += result.written.length;
      left += result.declined.length;
      crashed += result.first.crashes.length;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failed += 1;
      lines.push(`${visible(file.shown)}: ${error.message.replaceAll(file.path, file.shown)}`);
    }
  }
  lines.push(summarize(comments, left, failed, run));
  (flags.diff ? host.stderr : host.stdout).write(`${lines.join("\n")}\n`);
  if (crashed > 0) return EXIT.bug;
  return failed > 0 ? EXIT.unusable : left > 0 ? EXIT.findings : EXIT.clean;
}

/** What the flags ask for; a reason that is none, or that holds a secret, and a day that is none are UserErrors. */
function toRequest({ rule, reason = "", until }: SuppressFlags, today: string): SuppressRequest {
  const rules = rule && new Set(chooseRules(rule).map(({ meta }) => meta.id));
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
  return { rules, reason: text, until };
}

/** `undefined` for what is not CircleCI's. */
function suppressFile({ path, shown, named }: FoundFile, run: Run): Suppressed | undefined {
  if (isSettingsPath(path)) return undefined;
  const source = new Source(shown, run.disk.readText(path));
  const options = run.optionsFor(path);
  const repository = run.repositories.around(path);
  const result = suppressSource(source, { rules: RULES, options, named, repository }, run.request);
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
    ...first.crashes.map(({ rule, message }) => `${path}: rule \`${rule}\` failed, a bug in circlesec: ${message}`),
    ...(written.length > 0 ? [`${writes ? "suppressed in" : "would suppress in"} ${path}`] : []),
    ...written.map(({ line, rules }) => `  ${line}: ${rules.join(", ")}`),
    ...declined.map(({ finding: { rule, span }, why }) => {
      return `${path}:${source.position(span.start).line} ${rule} stays as it is: ${why}`;
    }),
  ];
}

function summarize(comments: number, left: number, failed: number, { writes }: Run): string {
  const verb = writes ? "Wrote" : "Would write";
  const done = comments === 0 ? `${verb} nothing` : `${verb} ${count(comments, "comment")}`;
  const parts = [
    left === 0 ? "" : `; ${count(left, "finding")} left`,
    failed === 0 ? "" : `; ${count(failed, "file")} failed`,
  ];
  return `${done}${parts.join("")}.`;
}
