import { type CommentSuppression, type Finding, type Severity, type SuppressedFinding, isAtLeast } from "../finding.ts";
import { editorOf, readerOf } from "../fixes/index.ts";
import { type Config, type FileKind, type Repository, readConfig } from "../model/index.ts";
import { type Rule, type RuleContext, type RuleOptions, onlyJudges } from "../rules/rule.ts";
import { maskTokens } from "../secrets/index.ts";
import type { Source } from "../source/source.ts";
import { spansOverlap } from "../source/span.ts";
import { mentionsSuppression } from "./suppression-word.ts";
import { type Tree, parse, parseFully } from "../syntax/index.ts";
import { concealFinding, concealerFor } from "./conceal.ts";
import type { RuleCrash } from "./result.ts";
import { stateFinding } from "./state-finding.ts";
import { type KnownRules, type Sifted, sift } from "./suppressions.ts";

export interface LintOptions {
  readonly rules: readonly Rule[];
  readonly options: RuleOptions;
  /** True when the user named this very file, or gave it on standard input. */
  readonly named: boolean;
  /** The rules that comments can name; absent where `rules` are all that there are. */
  readonly known?: KnownRules | undefined;
  /** The file before the run's first fix; absent while only linting. */
  readonly origin?: Config | undefined;
  /** The files around it; absent for a config that stands alone. */
  readonly repository?: Repository | undefined;
}

/** A linted file with the model that its findings came from. */
export interface Linted {
  readonly config: Config;
  readonly kind: FileKind;
  /** Sorted by offset, then rule. */
  readonly findings: readonly Finding[];
  /** What comments of the file keep out of `findings`, sorted as those are. */
  readonly suppressed: readonly SuppressedFinding<CommentSuppression>[];
  readonly crashes: readonly RuleCrash[];
  /** False where no rule looked at the file before the first fix: with any other `origin`, the same would be found. */
  readonly asksOrigin: boolean;
}

/** Parses a file once and asks every rule once. A rule that throws costs its own findings only. */
export function lintSource(source: Source, options: LintOptions): Linted {
  return lintTree(parse(source), options);
}

/** The same for a text of our making, read by the full parser: what is to be proved must not hang on our own reading. */
export function lintProposed(source: Source, options: LintOptions): Linted {
  return lintTree(parseFully(source), options);
}

function lintTree(tree: Tree, options: LintOptions): Linted {
  const config = readConfig(tree, options.repository);
  const crashes: RuleCrash[] = [];
  let asksOrigin = false;
  const contextFor = (rule: Rule, into: Finding[]): RuleContext =>
    contextOf(rule, config, options, {
      into,
      asksOrigin: () => {
        asksOrigin = true;
      },
    });
  const found = runRules(options, crashes, (rule, into) => {
    runRule(rule, config, contextFor(rule, into));
  });
  yieldFindings(found.findings, options.rules);
  const sifted = siftFindings(config, found, options);
  const { suppressions } = sifted;
  const isJudged = suppressions.length > 0 && config.tree.faults.length === 0;
  const judge = (rule: Rule, into: Finding[]): void => {
    mustBeDone(rule.on.suppressions?.(suppressions, contextFor(rule, into)));
  };
  const last = isJudged ? runRules(options, crashes, judge) : undefined;
  const findings = sort([...sifted.findings, ...(last?.findings ?? [])], (finding) => finding);
  const suppressed = sort(sifted.suppressed, ({ finding }) => finding);
  const linted = { config, kind: config.kind, findings, suppressed, crashes, asksOrigin };
  return findings.length + suppressed.length + crashes.length === 0 ? linted : concealLinted(linted);
}

/** Takes out what comments suppress, in a file that has such comments. */
function siftFindings(config: Config, { findings, ran }: Found, { options, rules, known }: LintOptions): Sifted {
  if (!mentionsSuppression(config.tree.source.text)) return { findings, suppressed: [], suppressions: [] };
  return sift(config, findings, {
    today: options.today,
    ran,
    known: known ?? { ids: rules.map(({ meta }) => meta.id), lacksPlugins: false },
    barred: new Set(rules.filter(onlyJudges).map(({ meta }) => meta.id)),
  });
}

interface Found {
  readonly findings: Finding[];
  readonly ran: ReadonlySet<string>;
}

/** What rules find that are not off, and which of them did not throw. */
function runRules(
  { rules, options }: LintOptions,
  crashes: RuleCrash[],
  run: (rule: Rule, into: Finding[]) => void,
): Found {
  const findings: Finding[] = [];
  const ran = new Set<string>();
  for (const rule of rules) {
    const level = options.levels[rule.meta.id] ?? rule.meta.severity;
    if (level === "off") continue;
    const found: Finding[] = [];
    try {
      run(rule, found);
      findings.push(...found.map((finding) => atLevel(finding, rule, level)));
      ran.add(rule.meta.id);
    } catch (error) {
      crashes.push({ rule: rule.meta.id, message: describeError(error) });
    }
  }
  return { findings, ran };
}

function concealLinted(linted: Linted): Linted {
  const conceal = concealerFor(linted.config);
  return {
    ...linted,
    findings: linted.findings.map((finding) => concealFinding(finding, conceal)),
    suppressed: linted.suppressed.map(({ finding, suppression }) => {
      const { reason } = suppression;
      return {
        finding: concealFinding(finding, conceal),
        suppression: { ...suppression, reason: reason === undefined ? undefined : conceal(reason) },
      };
    }),
    crashes: linted.crashes.map((crash) => ({ ...crash, message: conceal(crash.message) })),
  };
}

/** What a rule has thrown, which can be anything. */
function describeError(error: unknown): string {
  return error instanceof Error ? maskTokens(error.message) : "it throws something that is no error";
}

/** By place, then rule. */
function sort<T>(list: readonly T[], findingOf: (one: T) => Finding): T[] {
  return list.toSorted((one, other) => {
    const [a, b] = [findingOf(one), findingOf(other)];
    return a.span.start - b.span.start || compare(a.rule, b.rule) || compare(a.message, b.message);
  });
}

/** A finding as grave as its rule is to be: what the rule finds milder than its worst stays so. */
function atLevel(finding: Finding, { meta }: Rule, level: Severity): Finding {
  const { severity } = finding;
  const wanted = severity === meta.severity || isAtLeast(severity, level) ? level : severity;
  return wanted === severity ? finding : { ...finding, severity: wanted };
}

/** Drops what a rule says about a place of which a rule that it yields to says more. */
function yieldFindings(findings: Finding[], rules: readonly Rule[]): void {
  for (const { meta } of rules) {
    if (!meta.yieldsTo) continue;
    const stronger = findings.filter(({ rule }) => meta.yieldsTo?.includes(rule));
    const left = findings.filter(
      ({ rule, span }) => rule !== meta.id || !stronger.some((one) => spansOverlap(one.span, span)),
    );
    findings.splice(0, findings.length, ...left);
  }
}

function runRule({ on }: Rule, config: Config, context: RuleContext): void {
  const [fault] = config.tree.faults;
  if (fault) return mustBeDone(on.fault?.(fault, context));
  mustBeDone(on.config?.(config, context));
  if (on.pullSite) for (const site of config.pullSites) mustBeDone(on.pullSite(site, context));
}

/** A listener that goes on later would report to nobody, and a rejected promise that nobody waits for ends the process. */
function mustBeDone(result: unknown): void {
  if (!(result instanceof Promise)) return;
  result.catch(() => undefined);
  throw new TypeError("its listener is asynchronous, and rules are asked once, in order");
}

function contextOf(
  rule: Rule,
  config: Config,
  { options, named, origin = config }: LintOptions,
  hears: { readonly into: Finding[]; readonly asksOrigin: () => void },
): RuleContext {
  return {
    config,
    get origin() {
      hears.asksOrigin();
      return origin;
    },
    options: { ...rule.options?.defaults, ...options.ruleOptions[rule.meta.id] },
    settings: options,
    named,
    // Made for those few that ask.
    get yaml() {
      return readerOf(config.tree);
    },
    get edit() {
      return editorOf(config.tree);
    },
    report: (report) => void hears.into.push(stateFinding(rule, config, report)),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
