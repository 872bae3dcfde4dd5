import { type Command, type Word, type WordPart, programOf } from "../shell/index.ts";
import type { Span } from "../source/span.ts";

/** The value of a flag, whether it is a word of its own or the rest of one. */
export interface FlagValue {
  /** The value as it is written. */
  readonly text: string;
  readonly span: Span;
  readonly parts: readonly WordPart[];
  /** The flag and its value together. */
  readonly flag: Span;
  /** True when the flag itself stands inside quotes, so that nothing can be cut out of the word. */
  readonly isQuotedWhole: boolean;
}

/** A command that logs in to a registry: `docker login`, and what others have that takes the same flags. */
export interface Login {
  readonly command: Command;
  /** `docker`, `podman`, `helm registry`: what stands before `login`. */
  readonly client: string;
  readonly username: FlagValue | undefined;
  readonly password: FlagValue | undefined;
  readonly readsStandardInput: boolean;
  /** True when the password is given more than once; the last one counts. */
  readonly isRepeated: boolean;
  /** The registry as it is written; `undefined` where there is none, which is Docker Hub for docker. */
  readonly server: Word | undefined;
  readonly wrappers: readonly string[];
}

/** Clients with `-u`, `-p` and `--password-stdin`, and the words between their name and the flags (docs: their manuals). */
const CLIENTS: ReadonlyMap<string, readonly string[]> = new Map([
  ["docker", ["login"]],
  ["podman", ["login"]],
  ["nerdctl", ["login"]],
  ["buildah", ["login"]],
  ["skopeo", ["login"]],
  ["helm", ["registry", "login"]],
  ["oras", ["login"]],
  ["crane", ["auth", "login"]],
]);
/** Flags beside `-u` and `-p` whose value is the next word. */
const WITH_VALUE = new Set(
  "--config --context --host --log-level --tlscacert --tlscert --tlskey -c -H -l --authfile --cert-dir --compat-auth-file --email -e --ca-file --cert-file --key-file".split(
    " ",
  ),
);

/** Reads a command as a login; `undefined` for any other. */
export function readLogin(command: Command): Login | undefined {
  // Most commands are no login, and what a wrapper runs takes a while to find.
  if (!command.args.some(({ text }) => text.includes("login"))) return undefined;
  const program = programOf(command);
  const subcommand = CLIENTS.get(program?.name ?? "");
  if (!program || !subcommand) return undefined;
  const open = [...subcommand];
  let username: FlagValue | undefined;
  let password: FlagValue | undefined;
  let readsStandardInput = false;
  let server: Word | undefined;
  let isRepeated = false;
  for (let at = 0; at < program.args.length; at += 1) {
    const word = program.args[at];
    if (!word) break;
    const start = leadingText(word);
    const next = program.args[at + 1];
    if (!start.startsWith("-") || start === "-") {
      if (open[0] !== undefined && word.value !== open[0]) return undefined;
      if (open.shift() === undefined) server ??= word;
      continue;
    }
    if (start === "--password-stdin" || start.startsWith("--password-stdin=")) readsStandardInput = true;
    else if (isFlag(start, "-u", "--username")) {
      username = valueOf(word, next, "-u", "--username");
      if (isAlone(word, start, "-u", "--username")) at += 1;
    } else if (open.length === 0 && isFlag(start, "-p", "--password")) {
      if (password) isRepeated = true;
      password = valueOf(word, next, "-p", "--password");
      if (isAlone(word, start, "-p", "--password")) at += 1;
    } else if (WITH_VALUE.has(start)) at += 1;
  }
  if (open.length > 0) return undefined;
  if (password?.text === "-") readsStandardInput = true;
  const client = [program.name, ...subcommand.slice(0, -1)].join(" ");
  return { command, client, isRepeated, username, password, readsStandardInput, server, wrappers: program.wrappers };
}

function isFlag(start: string, short: string, long: string): boolean {
  return start === long || start.startsWith(`${long}=`) || (start.startsWith(short) && !start.startsWith("--"));
}

/** The text at the start of a word, up to the first thing that is expanded. */
function leadingText({ parts }: Word): string {
  let text = "";
  for (const part of parts) {
    if (part.kind !== "text") break;
    text += part.value;
  }
  return text;
}

/** True for a flag whose value is the next word. */
function isAlone({ parts }: Word, start: string, short: string, long: string): boolean {
  return (start === long || start === short) && parts.every(({ kind }) => kind === "text");
}

function valueOf(word: Word, next: Word | undefined, short: string, long: string): FlagValue | undefined {
  const start = leadingText(word);
  if (isAlone(word, start, short, long)) {
    if (!next) return undefined;
    const { text, span, parts } = next;
    return { text, span, parts, flag: { start: word.span.start, end: span.end }, isQuotedWhole: false };
  }
  const name = start.startsWith("--") ? long : short;
  const length = name.length + (start[name.length] === "=" ? 1 : 0);
  const isQuotedWhole = !word.text.startsWith(start.slice(0, length));
  const from = word.span.start + length;
  return {
    text: isQuotedWhole ? "" : word.text.slice(length),
    span: isQuotedWhole ? word.span : { start: from, end: word.span.end },
    parts: withoutStart(word.parts, length),
    flag: word.span,
    isQuotedWhole,
  };
}

/** The parts of a word behind its first characters. */
function withoutStart(parts: readonly WordPart[], length: number): WordPart[] {
  let left = length;
  return parts.flatMap((part) => {
    if (left === 0 || part.kind !== "text") return [part];
    const cut = Math.min(left, part.value.length);
    left -= cut;
    const value = part.value.slice(cut);
    return value === "" ? [] : [{ ...part, value, span: { start: part.span.start + cut, end: part.span.end } }];
  });
}
