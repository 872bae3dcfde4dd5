import { readLogin } from "../docker/login.ts";
import { type TextEdit, offsetAfter, spansAfter } from "../edit/index.ts";
import { type Config, secretPartsOf, writtenIn } from "../model/index.ts";
import { type Command, type Word, parseShell } from "../shell/index.ts";
import type { Span } from "../source/span.ts";
import type { Scalar } from "../syntax/index.ts";

/**
 * Says what does not hold of the shell scripts around some fixes, one clause: each script has the same commands with the
 * same words as before, in the same places. Two things may differ: a login takes its password from a pipe, and a word
 * refers to a variable where a value was written. Scripts of steps that the fixes add or take out as a whole are left aside:
 * the meaning of the config says whether they are what was announced.
 */
export function shellFault(before: Config, after: Config, edits: readonly TextEdit[]): string | undefined {
  const added = inOrder(spansAfter(edits));
  const cut = inOrder(edits);
  const now = writtenIn(after).scripts.filter(({ scalar }) => !isWithin(scalar.span, added));
  const starts = new Set(now.map(({ scalar }) => scalar.span.start));
  // A parked text is no script once the step that named it has been taken out.
  const isParked = ({ aliases, span }: Scalar): boolean =>
    aliases.some((alias) => isWithin(alias.span, cut)) && !starts.has(offsetAfter(edits, span.start));
  const old = writtenIn(before).scripts.filter(({ scalar }) => !isWithin(scalar.span, cut) && !isParked(scalar));
  if (old.length !== now.length) return "a script is gone or new";
  for (const [index, { scalar }] of old.entries()) {
    const text = now[index]?.scalar.value ?? "";
    if (scalar.value !== text && !isSameScript(scalar.value, text)) return "a script no longer runs the same commands";
  }
  return undefined;
}

function inOrder(spans: readonly Span[]): readonly Span[] {
  return spans.toSorted((a, b) => a.start - b.start || a.end - b.end);
}

/** True for a span inside of one of others, which are in order and do not overlap. */
function isWithin({ start, end }: Span, spans: readonly Span[]): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  const around = spans[low - 1];
  return around !== undefined && end <= around.end;
}

function isSameScript(before: string, after: string): boolean {
  const old = parseShell(before);
  const now = parseShell(after);
  if (old.hasErrors !== now.hasErrors) return false;
  const left = [...now.commands];
  for (const command of old.commands) {
    const [next] = left;
    if (!next) return false;
    if (!isSameCommand(command, next)) {
      const login = next.pipeline[1];
      if (!isPipedLogin(command, next, login)) return false;
      // What the piped word itself runs stands between the two.
      left.splice(left.indexOf(login ?? next), 1);
    }
    left.shift();
  }
  return left.length === 0;
}

/** The same words but for values that became references; in the same place of the script. */
function isSameCommand(old: Command, now: Command): boolean {
  return (
    isSamePlace(old, now) &&
    old.pipeline.length - old.pipelineIndex === now.pipeline.length - now.pipelineIndex &&
    areSame(wordsOf(old), wordsOf(now)) &&
    old.assignments.every(({ name, value }, index) => {
      const other = now.assignments[index];
      return other?.name === name && (!value || !other.value || isSameWord(value, other.value));
    })
  );
}

/** `docker login -u x -p y`, and `echo y | docker login -u x --password-stdin`. */
function isPipedLogin(old: Command, print: Command, now: Command | undefined): boolean {
  const login = readLogin(old);
  const other = now && readLogin(now);
  if (!login?.password || !other || other.password || !other.readsStandardInput) return false;
  if (!now || !isSamePlace(old, now) || now.pipeline[0] !== print || now.pipeline.length !== old.pipeline.length + 1) {
    return false;
  }
  const secret = login.password.parts;
  const piped = secretPartsOf(other);
  const isSameSecret =
    textOf(secret) === textOf(piped) || (secret.every(({ kind }) => kind === "text") && isReference(piped));
  const { start, end } = login.password.flag;
  const kept = old.args.filter(({ span }) => span.end <= start || span.start >= end);
  const left = now.args.filter(({ value }) => value !== "--password-stdin");
  return (
    isSameSecret && areSame([...(old.name ? [old.name] : []), ...kept], [...(now.name ? [now.name] : []), ...left])
  );
}

function redirectsOf({ redirects }: Command): string {
  return redirects.map(({ operator, target }) => operator + target?.text).join(" ");
}

function isSamePlace(old: Command, now: Command): boolean {
  return (
    old.functionName === now.functionName &&
    old.captured === now.captured &&
    old.around.out === now.around.out &&
    redirectsOf(old) === redirectsOf(now)
  );
}

function wordsOf({ name, args }: Command): Word[] {
  return name ? [name, ...args] : [...args];
}

function areSame(old: readonly Word[], now: readonly Word[]): boolean {
  return (
    old.length === now.length && old.every((word, index) => now[index] !== undefined && isSameWord(word, now[index]))
  );
}

/** Equal but for quotes; or a word with text in it became one that refers to a variable. */
function isSameWord(old: Word, now: Word): boolean {
  if (textOf(old.parts) === textOf(now.parts)) return true;
  return old.parts.some(({ kind }) => kind !== "variable") && isReference(now.parts);
}

function isReference(parts: Word["parts"]): boolean {
  return parts.some(({ kind }) => kind === "variable");
}

/** What a word is made of, its quotes aside. The commands of a substitution are compared by themselves. */
function textOf(parts: Word["parts"]): string {
  const texts = parts.map((part) =>
    part.kind === "text" ? part.value : part.kind === "substitution" ? "$()" : part.text,
  );
  return texts.join("\u0000");
}
