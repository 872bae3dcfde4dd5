import { SEVERITIES } from "../finding.ts";

/**
 * What is wrong with a report, one clause; `undefined` when nothing is. Types hold built-in rules to all of this; rules of
 * plugins can be written without them, and what they say must not break reports or the proof.
 */
export function reportFault(report: unknown, length: number): string | undefined {
  if (!isThing(report)) return "it reports something that is no object";
  const { at, about, message, why, severity, related = [], help, fix } = report;
  if (!isSpan(at)) return "`at` of its report is no span";
  if (!isWithin(at, length)) return `it reports the place ${at.start} to ${at.end} of a file of ${length} characters`;
  if (!isText(message) || !isText(why)) return "its report has no `message` or no `why`";
  if (about !== undefined && !isSubject(about)) return "`about` of its report is no `at` and `what`";
  if (severity !== undefined && !SEVERITIES.some((one) => one === severity)) return "`severity` of its report is none";
  if (help !== undefined && typeof help !== "string") return "`help` of its report is no text";
  if (!Array.isArray(related) || !related.every((note) => isNote(note, length))) {
    return "`related` of its report has something that is no place of the file with a text";
  }
  return fix === undefined ? undefined : fixFault(fix, length);
}

function fixFault(fix: unknown, length: number): string | undefined {
  if (!isThing(fix)) return "its fix is no object";
  const { title, safety, edits, expects, setup, drops = [], images = [], comments = [] } = fix;
  if (!isText(title)) return "its fix has no `title`";
  if (safety !== "safe" && safety !== "needs-setup" && safety !== "unsafe") return "`safety` of its fix is none";
  const isEdit = (edit: unknown): boolean => isThing(edit) && isSpan(edit) && isWithin(edit, length) && hasText(edit);
  if (!Array.isArray(edits) || !edits.every(isEdit)) return "`edits` of its fix has one that is no edit of the file";
  if (!Array.isArray(expects) || !expects.every(isChange)) return "`expects` of its fix has one that is no change";
  if (!Array.isArray(setup) || !setup.every(isPrerequisite)) return "`setup` of its fix has one that is none";
  const isImage = (one: unknown): boolean => isThing(one) && isText(one["from"]) && isText(one["to"]);
  if (!Array.isArray(images) || !images.every(isImage)) return "`images` of its fix is no list of `from` and `to`";
  const isComment = (one: unknown): boolean => isSpan(one) && isWithin(one, length);
  if (!Array.isArray(comments) || !comments.every(isComment)) return "`comments` of its fix has one that is no place";
  return isTexts(drops) ? undefined : "`drops` of its fix is no list of names";
}

/** Fields that are texts, by kind of prerequisite. */
const SETUP_TEXTS = new Map<unknown, readonly string[]>([
  ["context", ["context"]],
  ["project-variables", []],
  ["callers", ["context"]],
  ["vault", ["reads"]],
  ["lease", ["job"]],
  ["rotation", ["account", "how", "page"]],
]);

function isPrerequisite(one: unknown): boolean {
  if (!isThing(one)) return false;
  const { kind, variables, seconds, steps } = one;
  if (SETUP_TEXTS.get(kind)?.every((name) => typeof one[name] === "string") !== true) return false;
  if (kind === "rotation") return true;
  return kind === "lease" ? typeof seconds === "number" && isTexts(steps) : isTexts(variables);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

/** True for what the proof can look up; whether it is so, the proof says. */
function isChange(change: unknown): boolean {
  if (!isThing(change)) return false;
  const { path, map, key, list, index, scalar, value } = change;
  if (path !== undefined) return Array.isArray(path) && path.every((step) => isText(step) || Number.isInteger(step));
  if (map !== undefined) return isSpan(map) && typeof key === "string";
  if (list !== undefined) return isSpan(list) && Number.isInteger(index);
  return isSpan(scalar) && typeof value === "string";
}

function isSubject(about: unknown): boolean {
  if (!isThing(about)) return false;
  const { at, what } = about;
  return (at === undefined || isSpan(at)) && (what === undefined || typeof what === "string");
}

interface Bounds {
  readonly start: number;
  readonly end: number;
}

function isSpan(value: unknown): value is Bounds {
  return isThing(value) && Number.isInteger(value["start"]) && Number.isInteger(value["end"]);
}

function isWithin({ start, end }: Bounds, length: number): boolean {
  return start >= 0 && start <= end && end <= length;
}

function isNote(note: unknown, length: number): boolean {
  return isSpan(note) && isWithin(note, length) && hasText(note);
}

function hasText(value: object): boolean {
  return "text" in value && typeof value.text === "string";
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isThing(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
