import type { CommentSuppression, Finding, SuppressedFinding } from "../finding.ts";
import { type Config, writtenIn } from "../model/index.ts";
import { nearestName } from "../nearest-name.ts";
import { pluginOf } from "../rules/plugin.ts";
import type { Source } from "../source/source.ts";
import type { Span } from "../source/span.ts";
import {
  type Directive,
  type JudgedSuppression,
  type NamedRule,
  type NamedRuleState,
  SUPPRESSION_RULE,
  readDirective,
} from "../suppression.ts";
import { mentionsSuppression } from "./suppression-word.ts";
import { linesOf } from "./suppression-lines.ts";

/** A suppression comment and the lines that it is about. */
interface Placed extends Directive {
  /** `undefined` for the whole file. */
  readonly lines: { readonly from: number; readonly to: number } | undefined;
  readonly comment: Span | undefined;
}

/** What is told apart by suppression comments. */
export interface Sifted {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding<CommentSuppression>[];
  readonly suppressions: readonly JudgedSuppression[];
}

/** What has to be known beside the file. */
export interface SiftOptions {
  /** The day that it is, `YYYY-MM-DD`; without it no suppression ends. */
  readonly today: string | undefined;
  /** Ids of the rules that ran to their end. */
  readonly ran: ReadonlySet<string>;
  readonly known: KnownRules;
  /** Ids of rules that only judge suppressions: no comment suppresses what they find. */
  readonly barred: ReadonlySet<string>;
}

/** The rules that there are, whether they run or not. */
export interface KnownRules {
  readonly ids: readonly string[];
  /** True where plugins were left out, so that nobody knows the ids of their rules. */
  readonly lacksPlugins: boolean;
}

/**
 * Takes out what comments of the file suppress. Findings of the rule about
 * suppressions itself are not there yet.
 */
export function sift(config: Config, findings: readonly Finding[], options: SiftOptions): Sifted {
  const placed = readSuppressions(config);
  const left: Finding[] = [];
  const suppressed: SuppressedFinding<CommentSuppression>[] = [];
  const used = new Set<NamedRule>();
  const isExpired = ({ until }: Directive): boolean =>
    until !== undefined && options.today !== undefined && until < options.today;
  for (const finding of findings) {
    const lines = linesOf(config.tree, finding);
    const by = placed.filter((one) => !isExpired(one) && covers(one, lines));
    const names = by.flatMap(({ rules }) => rules.filter(({ id }) => id === finding.rule && id !== SUPPRESSION_RULE));
    for (const name of names) used.add(name);
    const first = by.find(({ rules }) => rules.some((name) => names.includes(name)));
    if (first) suppressed.push({ finding, suppression: describe(first, config) });
    else left.push(finding);
  }
  const judge = (name: NamedRule): NamedRuleState => {
    if (name.id === SUPPRESSION_RULE || options.barred.has(name.id)) return "barred";
    if (!options.known.ids.includes(name.id)) return isLeftOut(name.id, options.known) ? "idle" : "unknown";
    if (used.has(name)) return "used";
    return options.ran.has(name.id) ? "unused" : "idle";
  };
  const suppressions = placed.map(({ rules, ...one }) => ({
    ...one,
    expired: isExpired({ ...one, rules }),
    rules: rules.map((name) => {
      const state = judge(name);
      return { ...name, state, nearest: state === "unknown" ? nearestName(name.id, options.known.ids) : undefined };
    }),
  }));
  return { findings: left, suppressed, suppressions };
}

/** True for what may be a rule of a plugin that was left out. */
function isLeftOut(id: string, { ids, lacksPlugins }: KnownRules): boolean {
  const plugin = pluginOf(id);
  return lacksPlugins && plugin !== undefined && !ids.some((one) => pluginOf(one) === plugin);
}

function describe({ span, until, reason }: Placed, { tree }: Config): CommentSuppression {
  return { kind: "comment", line: tree.source.position(span.start).line, until, reason };
}

function covers({ kind, fault, lines }: Placed, of: readonly number[]): boolean {
  if (fault !== undefined) return false;
  return kind === "file" || (lines !== undefined && of.some((line) => lines.from <= line && line <= lines.to));
}

/** Every suppression comment of a file, by place: comments of YAML, and comment lines of scripts in literal blocks. */
function readSuppressions(config: Config): Placed[] {
  const { comments } = config.tree;
  const placed = comments.flatMap(({ span, text }) => {
    const directive = readDirective(text, span.start);
    return directive ? [place(directive, span, undefined, config)] : [];
  });
  return [...placed, ...inScripts(config)].toSorted((a, b) => a.span.start - b.span.start);
}

const IN_FOLDED = {
  fault: "YAML joins the lines of a text with `>`, and none of its comments counts",
  remedy: "Write it above the key of the text; there it covers all of it",
};

/** Lines of a literal block are those of its script; where others are folded, `#` would take the next line with it. */
function inScripts(config: Config): Placed[] {
  const { source } = config.tree;
  if (config.tree.faults.length > 0) return [];
  const found = new Map<number, Placed>();
  for (const { scalar } of writtenIn(config).scripts) {
    const { start } = scalar.span;
    const end = scalar.fullEnd;
    const { style, value } = scalar;
    if ((style !== "literal" && style !== "folded") || !mentionsSuppression(value)) continue;
    for (let { line } = source.position(start); (source.lineStarts[line] ?? end) < end; line += 1) {
      const at = source.lineStarts[line] ?? end;
      const text = source.line(line + 1);
      const hash = /(?:^|[\t ])#/.exec(text);
      const from = hash ? text.indexOf("#", hash.index) : -1;
      const directive = from === -1 ? undefined : readDirective(text.slice(from), at + from);
      if (!directive) continue;
      const own = style === "folded" ? { ...directive, ...IN_FOLDED } : directive;
      found.set(at, place(own, { start: at + from, end: at + text.length }, end, config));
    }
  }
  return [...found.values()];
}

/** The lines of a comment: its own, and for one that has its line for itself the next that is no comment. */
function place(directive: Directive, comment: Span, scriptEnd: number | undefined, { tree }: Config): Placed {
  const { source } = tree;
  const { line } = source.position(comment.start);
  const own = { ...directive, comment: scriptEnd === undefined ? comment : undefined };
  if (directive.kind === "file") return { ...own, ...placeOfFile(directive, scriptEnd, tree.root?.outerStart) };
  return { ...own, lines: { from: line, to: lastLine(source, line, scriptEnd) } };
}

/** The last line that a comment on a line is about; a script's comment is about nothing behind the script. */
function lastLine(source: Source, line: number, scriptEnd = source.text.length): number {
  if (!isComment(source.line(line))) return line;
  const end = source.position(scriptEnd - 1).line;
  let to = line;
  while (to < end && isComment(source.line(to))) to += 1;
  return /^\s*$/.test(source.line(to)) ? to - 1 : to;
}

function placeOfFile({ span, fault }: Directive, scriptEnd: number | undefined, root = Number.POSITIVE_INFINITY) {
  const isOnTop = scriptEnd === undefined && span.start < root;
  return { lines: undefined, fault: fault ?? (isOnTop ? undefined : "`ignore-file` stands below the first key") };
}

function isComment(line: string): boolean {
  return /^\uFEFF?[\t ]*#/.test(line);
}
