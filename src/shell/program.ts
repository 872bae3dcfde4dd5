import type { Command, Word } from "./script.ts";

/** The program that a command runs in the end. */
export interface Program {
  /** Base name, without `.exe`. */
  readonly name: string;
  readonly args: readonly Word[];
  /** The programs that start it, outermost first: `sudo`, `env`, … */
  readonly wrappers: readonly string[];
}

/** How a program that starts another one is called. */
interface Wrapper {
  /** A letter of an option that takes a word, and names of the long ones that take the next word. */
  readonly valued?: RegExp;
  readonly long?: readonly string[];
  /** A letter of an option with which it starts nothing. */
  readonly asks?: RegExp;
  /** Words of its own before the program. */
  readonly operands?: number;
  /** Takes `NAME=value` before the program. */
  readonly assigns?: boolean;
  /** Takes numbers before the program. */
  readonly counts?: boolean;
}

const WRAPPERS = new Map<string, Wrapper>([
  ["command", { asks: /[vV]/ }],
  ["env", { valued: /[uCS]/, long: ["unset", "chdir", "split-string"], assigns: true }],
  ["exec", { valued: /a/ }],
  ["nice", { valued: /n/, long: ["adjustment"] }],
  ["nohup", {}],
  [
    "sudo",
    {
      valued: /[CDghpRrTtUu]/,
      long: ["user", "group", "host", "prompt", "chdir", "chroot", "role", "type", "other-user"],
      asks: /[lvK]/,
      assigns: true,
    },
  ],
  ["time", { valued: /[fo]/, long: ["format", "output"] }],
  ["timeout", { valued: /[ks]/, long: ["kill-after", "signal"], operands: 1 }],
  [
    "xargs",
    { valued: /[aEdIiLlnPs]/, long: ["arg-file", "delimiter", "max-args", "max-chars", "max-lines", "max-procs"] },
  ],
]);
/** Scripts and functions that everyone writes for themselves: `retry 3 docker pull …`, `with_retry`, `travis_retry`. */
const RETRY = /^(?:\w+[-_])?(?:retry|backoff)(?:[-_]\w+)?(?:\.sh)?$/;
const AGAIN: Wrapper = { valued: /[cdnrst]/, long: ["times", "tries", "max", "delay", "retries"], counts: true };

/** True for a wrapper that may run its program several times, or with other words than are written. */
export function runsAgain(wrapper: string): boolean {
  return wrapper === "xargs" || RETRY.test(wrapper);
}

/**
 * The program that is really run, seen through `sudo`, `env`, `exec`, `command`, `nohup`, `time`, `nice`, `timeout`,
 * `xargs` and what is named `retry`.
 * `undefined` where the name is not written in the script.
 */
export function programOf({ unwrapped }: Pick<Command, "unwrapped">): Program | undefined {
  return unwrapped.program;
}

/** `sudo sudo …`: what stands behind more is not looked at. */
const MAX_WRAPPERS = 16;

/** A program, and the words `NAME=value` that its wrappers set. */
export interface Unwrapped {
  readonly program: Program | undefined;
  readonly assignments: readonly Word[];
}

/** What a command of a name and arguments runs in the end. */
export function unwrap(name: Word | undefined, args: readonly Word[]): Unwrapped {
  const wrappers: string[] = [];
  const assignments: Word[] = [];
  let word = name;
  let rest = args;
  for (;;) {
    const called = word && baseName(word);
    if (called === undefined) return { program: undefined, assignments };
    const wrapper = WRAPPERS.get(called) ?? (RETRY.test(called) ? AGAIN : undefined);
    const at = wrapper && skipOwnWords(wrapper, rest, assignments);
    const next = at === undefined ? undefined : rest[at];
    if (at === undefined || !next || wrappers.length >= MAX_WRAPPERS)
      return { program: { name: called, args: rest, wrappers }, assignments };
    wrappers.push(called);
    word = next;
    rest = rest.slice(at + 1);
  }
}

/** The last segment of the path that a word holds, as far as it is written. */
function baseName({ value, parts }: Word): string | undefined {
  const last = parts.at(-1);
  const path = value ?? (last?.kind === "text" && last.value.includes("/") ? last.value : undefined);
  const name = path?.replace(/^.*[/\\]/s, "").replace(/\.exe$/i, "");
  return name === "" ? undefined : name;
}

/** Index of the first word that is not the wrapper's own; `undefined` when it starts nothing. */
function skipOwnWords(wrapper: Wrapper, words: readonly Word[], assignments: Word[]): number | undefined {
  let at = 0;
  for (; at < words.length; at += 1) {
    const word = words[at];
    const text = word?.value ?? word?.text ?? "";
    if (wrapper.assigns && word && /^["']?[A-Za-z_]\w*=/.test(word.text)) assignments.push(word);
    else if (text === "--") {
      at += 1;
      break;
    } else if (!text.startsWith("-")) {
      if (wrapper.counts !== true || !/^\d+[smh]?$/.test(text)) break;
    } else if (isQuestion(wrapper, text)) return undefined;
    else if (takesNext(wrapper, text)) at += 1;
  }
  return at + (wrapper.operands ?? 0);
}

function isQuestion({ asks }: Wrapper, option: string): boolean {
  return asks !== undefined && /^-[^-]/.test(option) && asks.test(option);
}

/** True when an option's value is the word behind it: `-u name`, `--user name`, but not `-uname` and `--user=name`. */
function takesNext({ valued, long = [] }: Wrapper, option: string): boolean {
  if (option.startsWith("--")) return long.includes(option.slice(2));
  return valued !== undefined && option.search(valued) === option.length - 1;
}
