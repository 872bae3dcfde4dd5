import type { Command as CommandNode, Redirection } from "unbash";
import type { Span } from "../source/span.ts";
import { readAssignment, readAssignmentWord, readRedirect, splitAssignment } from "./arguments.ts";
import { type Unwrapped, unwrap } from "./program.ts";
import type { Reader } from "./reader.ts";
import type { Assignment, Command, Guard, Loop, Redirect, Streams, Subshell, Word } from "./script.ts";
import { readWord } from "./word.ts";

/** What a command stands in. */
export interface Surroundings {
  readonly streams: Streams;
  readonly captured: boolean;
  readonly functionName: string | undefined;
  readonly guards: readonly Guard[];
  readonly mayFail: boolean;
  readonly subshell: Subshell | undefined;
  readonly background: boolean;
  readonly loops: readonly Loop[];
  readonly isRemote: boolean;
  /** In a condition whose outcome can end the script with an error. */
  readonly isFatal: boolean;
}

/** A command's pipeline: its members, where it is written, and which of them the command is. */
export interface PipelinePlace {
  readonly members: readonly (Command | undefined)[];
  readonly index: number;
  readonly span: Span;
}

/** Builtins that take `NAME=value` as arguments. */
const DECLARERS = /^(?:export|declare|typeset|local|readonly)$/;

/** A command whose words are read when they are asked for. */
export class LazyCommand implements Command {
  readonly span: Span;
  readonly exact: boolean;
  readonly captured: boolean;
  readonly functionName: string | undefined;
  readonly around: Streams;
  readonly guards: readonly Guard[];
  readonly mayFail: boolean;
  readonly subshell: Subshell | undefined;
  readonly background: boolean;
  readonly loops: readonly Loop[];
  readonly isRemote: boolean;
  readonly pipeline: readonly (Command | undefined)[];
  readonly pipelineIndex: number;
  readonly pipelineSpan: Span;
  readonly #reader: Reader;
  readonly #node: CommandNode;
  #name: Word | undefined;
  #args: readonly Word[] | undefined;
  #unwrapped: Unwrapped | undefined;
  #assignments: readonly Assignment[] | undefined;
  #redirects: readonly Redirect[] | undefined;

  constructor(reader: Reader, node: CommandNode, within: Surroundings, place: PipelinePlace) {
    this.#reader = reader;
    this.#node = node;
    this.span = reader.span(node.pos, node.end);
    this.exact = reader.exact;
    this.captured = within.captured;
    this.functionName = within.functionName;
    this.around = within.streams;
    this.guards = within.guards;
    this.mayFail = within.mayFail;
    this.subshell = within.subshell;
    this.background = within.background;
    this.loops = within.loops;
    this.isRemote = within.isRemote;
    this.pipeline = place.members;
    this.pipelineIndex = place.index;
    this.pipelineSpan = place.span;
  }

  get name(): Word | undefined {
    this.#name ??= this.#node.name && readWord(this.#reader, this.#node.name);
    return this.#name;
  }

  get args(): readonly Word[] {
    this.#args ??= this.#node.args.map((arg) =>
      arg.type === "Word" ? readWord(this.#reader, arg) : readAssignmentWord(this.#reader, arg),
    );
    return this.#args;
  }

  get unwrapped(): Unwrapped {
    this.#unwrapped ??= unwrap(this.name, this.args);
    return this.#unwrapped;
  }

  get redirects(): readonly Redirect[] {
    this.#redirects ??= this.#node.redirects.map((node: Redirection) => readRedirect(this.#reader, node));
    return this.#redirects;
  }

  get assignments(): readonly Assignment[] {
    this.#assignments ??= [...this.#before(), ...this.#declared()];
    return this.#assignments;
  }

  /** `NAME=value` in front of the command, or alone. */
  #before(): Assignment[] {
    const isLone = !this.#node.name;
    return this.#node.prefix.flatMap((node) =>
      node.type === "Assignment" ? readAssignment(this.#reader, node, !isLone) : [],
    );
  }

  /** `NAME=value` that the command takes as words: a builtin that declares, `env`, `sudo`. */
  #declared(): Assignment[] {
    if (!this.#node.name) return [];
    const { program, assignments } = this.unwrapped;
    const inWords = assignments.flatMap((word) => splitAssignment(word, this.exact) ?? []);
    if (!program || !DECLARERS.test(program.name)) return inWords;
    const flags = program.args.filter(({ text }) => /^-\w/.test(text));
    const exported = program.name === "export" || flags.some(({ text }) => text.includes("x"));
    const nodes = new Map(this.#node.args.map((node, index) => [this.args[index], node] as const));
    const declared = program.args.flatMap((word) => {
      const node = nodes.get(word);
      if (node?.type === "Assignment") return readAssignment(this.#reader, node, exported);
      const split = splitAssignment(word, this.exact);
      return split ? { ...split, exported } : [];
    });
    return [...inWords, ...declared];
  }
}
