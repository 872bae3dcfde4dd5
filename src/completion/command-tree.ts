/** What can be given where a word is expected: one of these, a path, or anything, which nothing can complete. */
export type Words = readonly string[] | "paths" | "anything";

export interface CompletedOption {
  /** As typed: `--help`. */
  readonly long: string;
  /** As typed: `-h`. */
  readonly short: string | undefined;
  readonly summary: string;
  /** What stands behind it; `undefined` for a switch. */
  readonly value: Words | undefined;
  /** True for one that may be given again. */
  readonly repeats: boolean;
}

/** A command as a shell completes it. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  readonly commands: readonly CompletedCommand[];
  /** What the words behind it are; `undefined` where there are none, or commands. */
  readonly words: Words | undefined;
}

/** A command and those below it, each with the names that lead to it, without that of the program. */
export function everyCommand(
  command: CompletedCommand,
  path: readonly string[] = [],
): { readonly path: readonly string[]; readonly command: CompletedCommand }[] {
  return [{ path, command }, ...command.commands.flatMap((child) => everyCommand(child, [...path, child.name]))];
}

/** A word between single quotes, as every POSIX shell takes it. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
