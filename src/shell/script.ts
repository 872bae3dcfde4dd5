import type { Span } from "../source/span.ts";
import type { Unwrapped } from "./program.ts";

/** A shell script as its commands. */
export interface Script {
  /** The script as it is written, templates included. All spans are offsets into it. */
  readonly text: string;
  /**
   * Every simple command, in source order: those of lists, pipelines, loops, functions, subshells and substitutions, and
   * those of scripts that are handed to another shell (`bash -c '…'`).
   */
  readonly commands: readonly Command[];
  /** True when part of the script is not shell; the commands are then what could be read of it. */
  readonly hasErrors: boolean;
}

/** A simple command: a program and its words. */
export interface Command {
  readonly span: Span;
  /** The word that names the program; `undefined` for bare assignments and redirects. */
  readonly name: Word | undefined;
  /** The words behind the name; `NAME=value` behind `export` is one of them. */
  readonly args: readonly Word[];
  /** What it runs in the end. */
  readonly unwrapped: Unwrapped;
  /** Variables that it sets: in front of it, and by `export`, `declare`, `local`, `readonly`, `typeset`, `env`, `sudo`. */
  readonly assignments: readonly Assignment[];
  readonly redirects: readonly Redirect[];
  /** The members of its own pipeline in order, itself included; `undefined` for a member that is a loop, a group, … */
  readonly pipeline: readonly (Command | undefined)[];
  readonly pipelineIndex: number;
  /** The pipeline from its first command to its last, with a `!` before it. */
  readonly pipelineSpan: Span;
  /** True inside `$(…)`, backticks and `<(…)`: what it prints goes into a word or a file. */
  readonly captured: boolean;
  /** False when spans cannot be edited: in escaped backticks and in scripts inside a word, whose span they all have. */
  readonly exact: boolean;
  /** The function that it stands in. Where that is called from is not known. */
  readonly functionName: string | undefined;
  /** Where its streams lead before its own redirects. */
  readonly around: Streams;
  /** What decides whether it runs when its script does, outermost first. */
  readonly guards: readonly Guard[];
  /** True where the script goes on though the command fails: `… || true`, a condition, `set +e`. */
  readonly mayFail: boolean;
  /** The subshell or substitution it stands in: where what it does to variables and the directory ends. */
  readonly subshell: Subshell | undefined;
  /** True with `&` behind it or around it: nothing waits for it. */
  readonly background: boolean;
  /** The `for` loops it stands in, outermost first. */
  readonly loops: readonly Loop[];
  /** True for what `ssh` runs on another machine. */
  readonly isRemote: boolean;
}

/** `for NAME in WORDS`. */
export interface Loop {
  readonly name: string;
  readonly words: readonly Word[];
}

/** Something that decides whether a command runs. Two commands behind the same one share the object. */
export interface Guard {
  /**
   * `and`, `or`: what stands before `&&` or `||`. `then`, `else`: branches of an `if`. `exit`: an earlier command that may
   * have ended the script, without an error.
   */
  readonly kind: "and" | "or" | "then" | "else" | "case" | "loop" | "exit";
  /** The text that decides, as it is written. */
  readonly text: string;
  /** True when the script fails where this lets the command not run: what comes after the script can rely on it. */
  readonly settled: boolean;
}

/** A subshell, `$(…)` or `<(…)`. */
export interface Subshell {
  readonly span: Span;
  readonly outer: Subshell | undefined;
}

/** Where a stream leads. `log`: to the output of the step. `nowhere`: to `/dev/null` or a closed stream. */
export type Output = "log" | "pipe" | "file" | "captured" | "nowhere";

export interface Streams {
  readonly out: Output;
  readonly err: Output;
}

export interface Assignment {
  readonly name: string;
  /** `undefined` for an array. */
  readonly value: Word | undefined;
  /** The elements of an array. */
  readonly elements: readonly Word[];
  readonly span: Span;
  /** True when programs see it: behind `export`, `declare -x`, `env`, and in front of a command. */
  readonly exported: boolean;
}

export interface Redirect {
  /** `>`, `>>`, `<`, `>&`, `&>`, `>|`, `<<`, `<<-`, `<<<`, … */
  readonly operator: string;
  /** The stream that is redirected, where it is written as a number. */
  readonly descriptor: number | undefined;
  /** The file or stream; `undefined` for here-documents and here-strings. */
  readonly target: Word | undefined;
  /** The operator with its word; of a here-document without the body. */
  readonly span: Span;
  /** The text of a here-document (leading tabs and all) or here-string. */
  readonly body: Word | undefined;
}

/** How a part of a word is quoted. The body of a here-document is `double`, or `single` where nothing in it expands. */
export type Quote = "none" | "single" | "double" | "ansi";

export interface Word {
  readonly span: Span;
  /** The word as it is written. */
  readonly text: string;
  /**
   * The text without its quotes, globs and braces as they are; `undefined` for a word that holds what the shell or CircleCI
   * expands.
   */
  readonly value: string | undefined;
  readonly parts: readonly WordPart[];
}

export type WordPart = TextPart | VariablePart | SubstitutionPart | TemplatePart;

/** Text that stands for itself. The span lies inside its quotes. */
export interface TextPart {
  readonly kind: "text";
  readonly value: string;
  readonly span: Span;
  readonly quote: Quote;
}

/** `$X` or `${X…}`. */
export interface VariablePart {
  readonly kind: "variable";
  /** As it is written: `$<< parameters.x >>` names the variable `<< parameters.x >>`, `${A_<< matrix.x >>}` likewise. */
  readonly name: string;
  /** True for `${!X}`: the variable that `X` names. */
  readonly indirect: boolean;
  /** What is done with the value: `:-`, `:+`, `%`, …; `length` for `${#X}`; `undefined` where it stands as it is. */
  readonly operator: string | undefined;
  /** The word of `${X:-word}`, `${X-word}`, `${X:=word}` and `${X=word}`. */
  readonly fallback: Word | undefined;
  /** The word that stands for a variable that is set, in `${X:+word}` and `${X+word}`. */
  readonly alternative: Word | undefined;
  readonly text: string;
  readonly span: Span;
  readonly quote: Quote;
}

/** `$(…)`, backticks, `<(…)`, `>(…)`, `$((…))`. */
export interface SubstitutionPart {
  readonly kind: "substitution";
  /** Every command in it, those of inner substitutions too. The same objects as in `Script.commands`. */
  readonly commands: readonly Command[];
  readonly text: string;
  readonly span: Span;
  readonly quote: Quote;
}

/** `<< parameters.x >>`, which CircleCI replaces by text before the shell sees it: by any text, several words too. */
export interface TemplatePart {
  readonly kind: "template";
  /** What stands between `<<` and `>>`, trimmed. */
  readonly text: string;
  readonly span: Span;
  readonly quote: Quote;
}
