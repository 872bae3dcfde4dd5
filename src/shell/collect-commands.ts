import { type Command as CommandNode, type Pipeline, type SyntaxNode, forEachChild, parse } from "unbash";
import type { Span } from "../source/span.ts";
import { readRedirect } from "./arguments.ts";
import { LazyCommand, type Surroundings } from "./command.ts";
import { exitGuard, isNegated, visitAndOr, visitIf } from "./guards.ts";
import { MAY_NEST, nestedScripts } from "./nested.ts";
import { redirect } from "./output.ts";
import { Reader } from "./reader.ts";
import type { Command, Guard, Script } from "./script.ts";
import { readWord } from "./word.ts";

/** Scripts in scripts in scripts: deeper than anyone writes them. */
const MAX_DEPTH = 5;
const OUTSIDE: Surroundings = {
  streams: { out: "log", err: "log" },
  captured: false,
  functionName: undefined,
  guards: [],
  mayFail: false,
  subshell: undefined,
  background: false,
  loops: [],
  isRemote: false,
  isFatal: false,
};
/** Commands that may have ended a script before others: of more the rest is not looked at. */
const MAX_EXITS = 200;
const MAY_SUBSTITUTE = /[`(]/;

/** What a script runs, as far as it can be read. Never throws. */
export function collectCommands(text: string): Pick<Script, "commands" | "hasErrors"> {
  const collector = new Collector(new Reader(text), 0);
  try {
    collector.visit(parse(collector.reader.masked), OUTSIDE);
  } catch (error) {
    // Nested too deeply for the stack: what has been read so far counts.
    if (!(error instanceof RangeError)) throw error;
    collector.hasErrors = true;
  }
  return { commands: inOrder(collector.commands), hasErrors: collector.hasErrors };
}

function inOrder(commands: readonly Command[]): readonly Command[] {
  return commands.toSorted((a, b) => a.span.start - b.span.start);
}

/** Walks a script and collects its commands, each with what it stands in. */
class Collector {
  readonly reader: Reader;
  readonly commands: Command[] = [];
  hasErrors = false;
  readonly #depth: number;
  /** Commands before this place that may have ended the script. */
  readonly #exits: { readonly guard: Guard; readonly within: Surroundings }[] = [];
  /** True behind `set +e`. */
  #forgives = false;
  /** What the script ends with. */
  #lastList: SyntaxNode | undefined;

  constructor(reader: Reader, depth: number) {
    this.reader = reader;
    this.#depth = depth;
  }

  readonly visit = (node: SyntaxNode, within: Surroundings): void => {
    switch (node.type) {
      case "Script":
        if ("errors" in node && node.errors && node.errors.length > 0) this.hasErrors = true;
        this.#lastList ??= node.commands.at(-1)?.command;
        break;
      case "Statement":
        this.visit(node.command, node.background === true ? { ...within, background: true } : within);
        return;
      case "Pipeline":
        this.#visitPipeline(node, within, isNegated(node));
        return;
      case "AndOr":
        visitAndOr(node, within, this.reader, node === this.#lastList, this.visit);
        return;
      case "If":
        visitIf(node, within, this.reader, this.visit);
        return;
      case "While":
        for (const { command } of node.clause.commands) {
          // `until docker login …` and `while ! docker login …` go on until it succeeds.
          if (command.type === "Pipeline") this.#visitPipeline(command, within, false);
          else this.visit(command, within);
        }
        this.visit(node.body, this.#guarded(within, "loop", node.clause));
        return;
      case "For": {
        const words = node.wordlist?.map((word) => readWord(this.reader, word)) ?? [];
        const name = this.reader.slice(node.name.pos, node.name.end);
        for (const word of node.wordlist ?? []) this.visit(word, within);
        this.visit(node.body, { ...within, loops: [...within.loops, { name, words }] });
        return;
      }
      case "CaseItem":
        for (const pattern of node.pattern) this.visit(pattern, within);
        this.visit(node.body, this.#guarded(within, "case", node));
        return;
      case "Subshell":
        this.visit(node.body, this.#inSubshell(node, within));
        return;
      case "Command": {
        const members: Command[] = [];
        members.push(this.#visitCommand(node, within, { members, index: 0, span: this.#spanOf(node) }));
        return;
      }
      case "Redirected": {
        const redirects = node.redirects.map((one) => readRedirect(this.reader, one));
        for (const one of node.redirects) this.visit(one, within);
        this.visit(node.command, { ...within, streams: redirect(within.streams, redirects) });
        return;
      }
      case "Function":
        this.visit(node.body, { ...within, functionName: this.reader.slice(node.name.pos, node.name.end) });
        return;
      case "Coproc":
        this.visit(node.body, { ...within, streams: { ...within.streams, out: "pipe" }, background: true });
        return;
      case "CommandExpansion":
      case "ArithmeticCommandExpansion":
      case "ArithmeticExpansion":
        this.#visitSubstitution(node, captured(this.#inSubshell(node, within)));
        return;
      case "ProcessSubstitution": {
        const inside = this.#inSubshell(node, within);
        this.#visitSubstitution(node, node.operator === "<" ? captured(inside) : inside);
        return;
      }
      case "Word":
      case "HereDocBody":
        if (!MAY_SUBSTITUTE.test(node.text)) return;
        break;
      default:
    }
    forEachChild(node, (child) => {
      this.visit(child, within);
    });
  };

  #guarded(within: Surroundings, kind: Guard["kind"], test: SyntaxNode): Surroundings {
    const guard: Guard = { kind, text: this.reader.slice(test.pos, test.end), settled: false };
    return { ...within, guards: [...within.guards, guard] };
  }

  #inSubshell(node: SyntaxNode, within: Surroundings): Surroundings {
    return { ...within, subshell: { span: this.#spanOf(node), outer: within.subshell } };
  }

  #spanOf({ pos, end }: SyntaxNode): Span {
    return this.reader.span(pos, end);
  }

  #visitPipeline(node: Pipeline, around: Surroundings, isNegated: boolean): void {
    const within = isNegated && !around.isFatal ? { ...around, mayFail: true } : around;
    const members: (Command | undefined)[] = [];
    const span = this.#spanOf(node);
    for (const [index, member] of node.commands.entries()) {
      const operator = node.operators[index];
      const { out, err } = within.streams;
      const streams = operator ? ({ out: "pipe", err: operator === "|&" ? "pipe" : err } as const) : { out, err };
      const inside = { ...within, streams };
      if (member.type === "Command") members.push(this.#visitCommand(member, inside, { members, index, span }));
      else {
        members.push(undefined);
        this.visit(member, inside);
      }
    }
  }

  #visitCommand(node: CommandNode, around: Surroundings, place: ConstructorParameters<typeof LazyCommand>[3]): Command {
    const within = this.#afterwards(around);
    const command = new LazyCommand(this.reader, node, within, place);
    this.commands.push(command);
    this.#note(node, within);
    forEachChild(node, (child) => {
      this.visit(child, within);
    });
    if (node.name && MAY_NEST.test(node.name.text)) {
      const streams = redirect(within.streams, command.redirects);
      for (const { text, word, isRemote } of nestedScripts(command)) {
        this.#visitNested(text, word.span, { ...within, streams, isRemote: within.isRemote || isRemote });
      }
    }
    return command;
  }

  /** What a command stands in once what came before it counts: commands that may have ended the script, `set +e`. */
  #afterwards(within: Surroundings): Surroundings {
    const exits = this.#exits.filter((one) => isWithin(one.within, within)).map(({ guard }) => guard);
    const mayFail = within.mayFail || this.#forgives;
    if (exits.length === 0 && mayFail === within.mayFail) return within;
    return { ...within, guards: [...new Set([...exits, ...within.guards])], mayFail };
  }

  #note({ name, pos, end }: CommandNode, within: Surroundings): void {
    if (name?.text !== "exit" && name?.text !== "return" && name?.text !== "set") return;
    const text = this.reader.slice(pos, end);
    const guard = exitGuard(text, within.guards);
    if (guard && this.#exits.length < MAX_EXITS) this.#exits.push({ guard, within });
    if (name.text === "set") this.#forgives = /\s\+\w*e/.test(text) || (this.#forgives && !/\s-\w*e/.test(text));
  }

  /** Visits what is inside a substitution, and remembers which commands were found there. */
  #visitSubstitution(node: SyntaxNode, within: Surroundings): void {
    const before = this.commands.length;
    const script = "script" in node ? node.script : undefined;
    if (script?.source !== undefined) this.#visitNested(this.#unescapeBackticks(node), this.#spanOf(node), within);
    else {
      forEachChild(node, (child) => {
        this.visit(child, within);
      });
    }
    this.reader.bodies.set(node, inOrder(this.commands.slice(before)));
  }

  /** The script between backticks, as the shell reads it. */
  #unescapeBackticks({ pos, end }: SyntaxNode): string {
    return this.reader.slice(pos + 1, end - 1).replaceAll(/\\([\\`$"])/g, "$1");
  }

  #visitNested(text: string, place: Span, within: Surroundings): void {
    if (this.#depth >= MAX_DEPTH) return;
    const inner = new Collector(new Reader(text, place), this.#depth + 1);
    inner.visit(parse(inner.reader.masked), within);
    this.commands.push(...inner.commands);
  }
}

/** True where an `exit` that stands in `outer` ends what stands in `inner`: the same function and subshell, or one inside. */
function isWithin(outer: Surroundings, inner: Surroundings): boolean {
  if (outer.functionName !== inner.functionName) return false;
  let { subshell } = inner;
  while (subshell && subshell !== outer.subshell) subshell = subshell.outer;
  return subshell === outer.subshell;
}

/** In a command that a substitution runs, whose output becomes a word. */
function captured(within: Surroundings): Surroundings {
  return { ...within, captured: true, streams: { ...within.streams, out: "captured" } };
}
