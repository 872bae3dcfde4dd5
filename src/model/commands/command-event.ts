import { type Argument, textOf as textOfArgument } from "../../docker/arguments.ts";
import type { Execution, Program, Word } from "../../shell/index.ts";
import type { Span } from "../../source/span.ts";
import type { Step } from "../steps/step.ts";
import { type Variables, type WordContext, readArguments, textsOf } from "./variables.ts";

/** The script that a command stands in. */
interface Origin {
  readonly step: Step;
  /** `undefined`: the step's own script. */
  readonly file: string | undefined;
  /** Where the config writes a piece of it. */
  readonly spanOf: (piece: { readonly span: Span }) => Span;
}

/** A command that a step runs. What its words are is only worked out when somebody asks. */
export class CommandEvent {
  readonly kind = "command";
  readonly step: Step;
  readonly execution: Execution;
  /** Empty for a command that only sets variables. */
  readonly program: string;
  readonly wrappers: readonly string[];
  /** Those that are set in front of the command included. */
  readonly variables: Variables;
  /** The folder that it runs in, from the root of the repository; `undefined` where it is not known. */
  readonly folder: string | undefined;
  /** The script of the repository that it stands in; `undefined` for the step's own. */
  readonly file: string | undefined;
  readonly #words: readonly Word[];
  readonly #spanOf: Origin["spanOf"];
  #args: readonly Argument[] | undefined;
  #span: Span | undefined;

  constructor(program: Program, execution: Execution, variables: Variables, folder: string | undefined, from: Origin) {
    this.step = from.step;
    this.execution = execution;
    this.program = program.name;
    this.wrappers = program.wrappers;
    this.variables = variables;
    this.folder = folder;
    this.file = from.file;
    this.#words = program.args;
    this.#spanOf = from.spanOf;
  }

  /** The arguments as they are known there. */
  get args(): readonly Argument[] {
    this.#args ??= readArguments(this.#words, this.#context);
    return this.#args;
  }

  /** The program and its arguments as one text. */
  get text(): string {
    return [this.program, ...this.args.map(textOfArgument)].join(" ");
  }

  /** Where the config writes it, or the call of the script that it stands in. */
  get span(): Span {
    this.#span ??= this.#spanOf(this.execution.command);
    return this.#span;
  }

  /** Where the config writes a word of the command, from an offset in it on. */
  spanOf({ span }: Word, from = 0): Span {
    return this.#spanOf({ span: { start: Math.min(span.start + from, span.end), end: span.end } });
  }

  /** Every text that a word of the command can be. */
  textsOf({ parts }: Word): ReadonlySet<string> {
    return textsOf(parts, this.#context);
  }

  get #context(): WordContext {
    return { variables: this.variables, scope: this.step.frame.scope, execution: this.execution };
  }
}
