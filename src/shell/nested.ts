import { programOf } from "./program.ts";
import type { Command, Word } from "./script.ts";

/** A script that a command hands to another shell, and the word that it begins in. */
export interface NestedScript {
  readonly text: string;
  readonly word: Word;
  /** True where another machine runs it. */
  readonly isRemote: boolean;
}

/** Names behind which a nested script can stand; a quick look before the command is read. */
export const MAY_NEST =
  /(?:^|[/\\])(?:\w{0,2}sh|eval|ssh|sudo|env|exec|command|nohup|time|nice|timeout)(?:\.exe)?["']?$/;

/** Options of `ssh` that take a word. */
const SSH_VALUED = /^-\w*[BbcDEeFIiJLlmOopQRSWw]$/;

/** The scripts in the words of `bash -c`, `eval` and `ssh`, or in the here-document of a shell without any. */
export function nestedScripts(command: Command): readonly NestedScript[] {
  const program = programOf(command);
  const words = program && scriptWords(program.name, program.args);
  if (!words) return [];
  const found = words.length > 0 ? words : command.redirects.flatMap(({ body }) => body ?? []).slice(-1);
  const texts = found.map(scriptIn);
  const [word] = found;
  const text = texts.includes(undefined) ? "" : texts.join(" ");
  return word && text !== "" ? [{ text, word, isRemote: program.name === "ssh" }] : [];
}

/** The words that hold a script; none when it comes from the standard input; `undefined` when it is in a file. */
function scriptWords(name: string, args: readonly Word[]): readonly Word[] | undefined {
  if (name === "eval") return args.length > 0 ? args : undefined;
  if (name === "ssh") {
    const host = args.findIndex((arg, index) => !isOption(arg) && !SSH_VALUED.test(args[index - 1]?.text ?? ""));
    return host === -1 ? undefined : args.slice(host + 1);
  }
  if (!/^(?:ba|da|a|z|k|mk)?sh$/.test(name)) return undefined;
  const first = args.findIndex((arg, index) => !isOption(arg) && !/^[-+]\w*[oO]$/.test(args[index - 1]?.text ?? ""));
  const options = first === -1 ? args : args.slice(0, first);
  if (options.some(({ text }) => /^-\w*c/.test(text))) return first === -1 ? undefined : args.slice(first, first + 1);
  return first === -1 || options.some(({ text }) => /^-\w*s/.test(text)) ? [] : undefined;
}

function isOption({ text }: Word): boolean {
  return /^[-+]./.test(text);
}

/**
 * The script that the inner shell reads, with the variables and templates in it as they are written; `undefined` where
 * the outer shell puts a command's output into it.
 */
function scriptIn({ parts }: Word): string | undefined {
  let text = "";
  for (const part of parts) {
    if (part.kind === "substitution") return undefined;
    if (part.kind === "text") text += part.value;
    else text += part.kind === "variable" ? part.text : `<< ${part.text} >>`;
  }
  return text;
}
