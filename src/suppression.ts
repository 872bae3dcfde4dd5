import { nearestName } from "./nearest-name.ts";
import type { Span } from "./source/span.ts";

/** The rule that reports what is wrong with suppressions; no comment suppresses what it finds. */
export const SUPPRESSION_RULE = "unused-suppression";

/** What a suppression comment looks like, for messages. */
export const SUPPRESSION_FORM = "# circlesec: ignore[rule] until 2027-01-31 -- reason";

/** A rule as a comment names it. */
export interface NamedRule {
  readonly id: string;
  /** In the file. */
  readonly span: Span;
}

/** What a comment says about findings, read and not yet judged. */
export interface Directive {
  /** `line`: about the line that it stands on or above. `file`: about the whole file. */
  readonly kind: "line" | "file";
  /** From its `#` to the end of the comment, in the file. */
  readonly span: Span;
  readonly rules: readonly NamedRule[];
  /** The last day that it counts on, `YYYY-MM-DD`. */
  readonly until: string | undefined;
  readonly reason: string | undefined;
  /** What keeps it from being understood, one clause; it suppresses nothing then. */
  readonly fault: string | undefined;
  /** What to do about `fault`, an imperative; absent where writing it right is enough. */
  readonly remedy?: string;
}

/**
 * What became of a rule that a comment names. `used`: it kept a finding back. `unused`: the rule ran and found nothing there.
 * `idle`: the rule did not run, so nobody knows. `unknown`: there is no such rule. `barred`: a rule that no comment suppresses.
 */
export type NamedRuleState = "used" | "unused" | "idle" | "unknown" | "barred";

/** A suppression comment after the rules have run. */
export interface JudgedSuppression extends Omit<Directive, "rules"> {
  readonly rules: readonly (NamedRule & {
    readonly state: NamedRuleState;
    /** The rule that a misspelt id most likely means. */
    readonly nearest: string | undefined;
  })[];
  /** True from the day after `until` on; it suppresses nothing then. */
  readonly expired: boolean;
  /** The comment of the YAML file that it stands in, which may say more; `undefined` for one in a shell script. */
  readonly comment: Span | undefined;
}

/** What settings ask of every suppression. */
export interface SuppressionDemands {
  readonly requireReason?: boolean | undefined;
  readonly requireUntil?: boolean | undefined;
  /** How many days from today on `until` may be at most. */
  readonly maxDays?: number | undefined;
}

/** False for a text that holds no suppression with an end, so that it means the same on every day. */
export function mentionsEnd(text: string): boolean {
  return /circlesec.*\buntil\b/i.test(text);
}

const START = /(?:^|[\t ])(#+[\t ]*circlesec[\t ]*(:?)[\t ]*)(\S.*)?$/;
const HEAD = /^(ignore|ignore-file)[\t ]*\[([^\][]*)\]/;
const MISSPELT = /(?:^|[\t ])(#+[\t ]*(circlesec)([\t ]*:[\t ]*|-|[\t ]+))(\S.*)$/i;
/** How this and other tools say that a finding is to stay, not as the beginning of a longer word. */
const VERB = /^(?:ignore|disable|suppress|skip|allow|mute|silence|nolint|nosec|noqa)(-[\w-]+)?(?![\w-])/i;
const TAIL = /^(?:[\t ]+until[\t ]+(\S+))?(?:[\t ]+--[\t ]+(\S.*))?$/;

/** The suppression that a comment (or its last part, behind another `#`) is; `undefined` for any other comment. */
export function readDirective(comment: string, offset: number): Directive | undefined {
  const text = comment.trimEnd();
  return readSpelt(text, offset) ?? readMisspelt(text, offset);
}

function readSpelt(text: string, offset: number): Directive | undefined {
  const match = START.exec(text);
  const [, opening = "", colon = "", said = ""] = match ?? [];
  if (!match || !isMeant(said, colon !== "")) return undefined;
  const start = offset + text.length - said.length - opening.length;
  const span = { start, end: offset + text.length };
  const head = HEAD.exec(said);
  const kind = /^ignore-file\b/.test(said) ? "file" : "line";
  const broken = (fault: string): Directive => {
    return { kind, span, rules: [], until: undefined, reason: undefined, fault };
  };
  if (colon === "") return broken("no `:` stands behind `circlesec`");
  if (!head) return broken(explainHead(said));
  const rules = readRules(head[2] ?? "", span.end - said.length + head[0].indexOf("[") + 1);
  if (rules.length === 0) return broken(`\`${head[1] ?? ""}[]\` names no rule`);
  if (rules.some(({ id }) => !/^[^\s]+$/.test(id))) return broken("commas stand between the ids of rules");
  const tail = TAIL.exec(said.slice(head[0].length));
  if (!tail) return broken("what follows the rules is neither `until` and a day nor `--` and a reason");
  const [, until, reason] = tail;
  if (until !== undefined && !isDay(until)) return broken("`until` wants a day such as `2027-01-31`");
  return { kind, span, rules, until, reason, fault: undefined };
}

/** What was written to suppress, in the manner of another tool or with capitals; always with a fault. */
function readMisspelt(text: string, offset: number): Directive | undefined {
  const [, opening = "", word = "", link = "", said = ""] = MISSPELT.exec(text) ?? [];
  const isLinked = /[:-]/.test(link);
  if (!isMeant(said, isLinked) && !saysVerb(said, isLinked)) return undefined;
  const start = offset + text.length - said.length - opening.length;
  let fault = explainHead(said);
  if (word !== "circlesec") fault = "`circlesec` counts in small letters only";
  else if (!link.includes(":")) fault = "no `:` stands behind `circlesec`";
  const span = { start, end: offset + text.length };
  return { kind: "line", span, rules: [], until: undefined, reason: undefined, fault };
}

/** Behind a mere blank, where a sentence may go on, only what no sentence says: a `-`, the end, or the id of a rule next. */
function saysVerb(said: string, isLinked: boolean): boolean {
  const verb = VERB.exec(said);
  if (!verb || isLinked || verb[1] !== undefined) return verb !== null;
  return /^[\t ]*(?:$|[:=([]|[\w/]+-[\w-]+(?:[\t ,]|$))/.test(said.slice(verb[0].length));
}

/** True for what someone wrote in order to suppress, however badly; false for prose about circlesec. */
function isMeant(said: string, hasColon: boolean): boolean {
  if (/^[\w-]+[\t ]*\[/.test(said)) return true;
  const [word = ""] = said.split(/[^\w-]/, 1);
  return hasColon && word !== "" && nearestName(word, ["ignore", "ignore-file"]) !== undefined;
}

function explainHead(said: string): string {
  const [word = ""] = said.split(/[^\w-]/, 1);
  if (word !== "ignore" && word !== "ignore-file")
    return "a comment of circlesec begins with `ignore` or `ignore-file`";
  return said.includes("[") ? "the rules do not end with `]`" : `\`${word}\` names no rule`;
}

function readRules(list: string, offset: number): NamedRule[] {
  return [...list.matchAll(/[^,]+/g)].flatMap(({ 0: text, index }) => {
    const id = text.trim();
    const start = offset + index + text.indexOf(id);
    return id === "" ? [] : [{ id, span: { start, end: start + id.length } }];
  });
}

/** True for a day that the calendar has, as `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Days from one day to another, both `YYYY-MM-DD`. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/** The text of a comment that suppresses the rules; `readDirective` reads the same out of it. */
export function writeDirective(rules: readonly string[], until: string | undefined, reason: string): string {
  return `# circlesec: ignore[${rules.join(", ")}]${until === undefined ? "" : ` until ${until}`} -- ${reason}`;
}
