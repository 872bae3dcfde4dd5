import type { Flags } from "./flags.ts";
import { OPTIONS, type OptionSpec } from "./lint-options.ts";

/** A call of `circlesec lint` or `circlesec fix`. */
export interface Call {
  readonly command: "lint" | "fix";
  readonly paths: string[];
  readonly flags: Flags;
}

/** What a word of the command line switches on, or wants the value of. */
interface Switch {
  readonly name: string;
  readonly wantsValue: boolean;
  readonly isOff: boolean;
  readonly option: OptionSpec;
}

/**
 * Reads the command line of `lint` and `fix` as commander would, which takes a fifth of the time of a run to load. `undefined`
 * for whatever is not plainly right: commander then reads it, and says what is wrong.
 */
export function readCall([command, ...words]: readonly string[]): Call | undefined {
  if (command !== "lint" && command !== "fix") return undefined;
  const options = OPTIONS[command];
  const flags = standardsOf(options);
  const paths: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (word === "-" || !word.startsWith("-")) {
      paths.push(word);
      continue;
    }
    const [name = ""] = word.split("=", 1);
    const found = findSwitch(name, options);
    if (!found) return undefined;
    const inline = name === word ? undefined : word.slice(name.length + 1);
    if (!found.wantsValue) {
      if (inline !== undefined) return undefined;
      flags.set(found.name, !found.isOff);
      continue;
    }
    if (inline === undefined) at += 1;
    const value = inline ?? words[at];
    if (value === undefined || value === "" || (inline === undefined && value.startsWith("-"))) return undefined;
    const { takes } = found.option;
    if (typeof takes === "object" && !takes.includes(value)) return undefined;
    flags.set(found.name, valueOf(value, takes, flags.get(found.name)));
  }
  const entries: readonly (readonly unknown[])[] = [...flags];
  return { command, paths, flags: Object.fromEntries(entries) };
}

function valueOf(value: string, takes: OptionSpec["takes"], before: unknown): unknown {
  if (takes !== "many" && takes !== "lists") return value;
  const others: readonly unknown[] = Array.isArray(before) ? before : [];
  return [...others, ...(takes === "many" ? [value] : value.split(",").filter((one) => one !== ""))];
}

function findSwitch(word: string, options: readonly OptionSpec[]): Switch | undefined {
  const option = optionOf(word, options);
  if (!option) return undefined;
  return { name: nameOf(word), wantsValue: option.flags !== word, isOff: word.startsWith("--no-"), option };
}

/** The words are compared as they stand: to take all options apart takes longer than to read a call. */
function optionOf(word: string, options: readonly OptionSpec[]): OptionSpec | undefined {
  return options.find(({ flags }) => flags === word || flags.startsWith(`${word} `));
}

/** What holds before a word is read: a `--no-name` without a `--name` means that it is on. */
function standardsOf(options: readonly OptionSpec[]): Map<string, unknown> {
  const standards = new Map<string, unknown>();
  for (const { flags, standard } of options) {
    if (standard === undefined && !flags.startsWith("--no-")) continue;
    const [word = ""] = flags.split(" ", 1);
    if (standard !== undefined) standards.set(nameOf(word), standard);
    else if (!optionOf(word.replace("--no-", "--"), options)) standards.set(nameOf(word), true);
  }
  return standards;
}

/** As commander names it: `--no-max-warnings` is about `maxWarnings`. */
function nameOf(word: string): string {
  return word.replace(/^--(?:no-)?/, "").replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
