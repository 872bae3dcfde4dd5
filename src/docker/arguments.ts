import type { Word } from "../shell/index.ts";
import { UNKNOWN } from "./reference.ts";

/** A word of a command as the program gets it: variables and parameters replaced as far as they are known. */
export interface Argument {
  /** Every text that it can be; what cannot be known in one is an `UNKNOWN` character. */
  readonly texts: ReadonlySet<string>;
  /** Where it is written; `undefined` for what a program adds by itself. */
  readonly word: Word | undefined;
}

/** The one text that an argument can be; an `UNKNOWN` character when there are several. */
export function textOf({ texts }: Argument): string {
  const [only = UNKNOWN] = texts;
  return texts.size === 1 ? only : UNKNOWN;
}

/** An argument that a program adds by itself. */
export function impliedArgument(text: string): Argument {
  return { texts: new Set([text]), word: undefined };
}

/** Flags that stand alone; every other one takes a value, behind a `=` or as the next argument. */
export interface Booleans {
  /** Letters. */
  readonly short: string;
  /** Names, without dashes. */
  readonly long: readonly string[];
}

/** The arguments of a command, told apart. */
export interface Options {
  readonly operands: readonly Argument[];
  /** Values of flags by their names, dashes included: `-t`, `--tag`; of a flag that stands alone, an empty text. */
  readonly flags: ReadonlyMap<string, readonly Argument[]>;
}

/** Tells flags, their values and operands apart. `first`: what follows the first operand is not the command's own. */
export function readOptions(
  args: readonly Argument[],
  { short, long }: Booleans,
  mode: "all" | "first" = "all",
): Options {
  const operands: Argument[] = [];
  const flags = new Map<string, Argument[]>();
  const add = (name: string, value: Argument): void => void flags.set(name, [...(flags.get(name) ?? []), value]);
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at];
    if (!arg) break;
    const text = textOf(arg);
    if (text === "--" || !/^-./.test(text)) {
      operands.push(...(text === "--" ? [] : [arg]));
      if (text !== "--" && mode === "all") continue;
      operands.push(...args.slice(at + 1));
      break;
    }
    const equals = text.indexOf("=");
    if (text.startsWith("--")) {
      const name = equals === -1 ? text : text.slice(0, equals);
      if (equals !== -1) add(name, behind(arg, equals + 1));
      else if (long.includes(name.slice(2))) add(name, impliedArgument(""));
      else add(name, args[(at += 1)] ?? impliedArgument(""));
      continue;
    }
    let letter = 1;
    while (letter < text.length && short.includes(text.charAt(letter))) {
      add(`-${text.charAt(letter)}`, impliedArgument(""));
      letter += 1;
    }
    if (letter >= text.length) continue;
    const name = `-${text.charAt(letter)}`;
    const rest = letter + 1;
    if (rest < text.length) add(name, behind(arg, text[rest] === "=" ? rest + 1 : rest));
    else add(name, args[(at += 1)] ?? impliedArgument(""));
  }
  return { operands, flags };
}

/** The value in `--flag=value`. */
function behind({ texts, word }: Argument, length: number): Argument {
  return { texts: new Set([...texts].map((text) => text.slice(length))), word };
}

/** The values of the flags of some names, in the order of the names. */
export function valuesOf({ flags }: Options, ...names: readonly string[]): Argument[] {
  return names.flatMap((name) => flags.get(name) ?? []);
}

export function hasFlag({ flags }: Options, ...names: readonly string[]): boolean {
  return names.some((name) => {
    const values = flags.get(name);
    return values?.some((value) => textOf(value) !== "false") === true;
  });
}
