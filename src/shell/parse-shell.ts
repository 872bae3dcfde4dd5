import { type Command as CommandNode, type Pipeline, type SyntaxNode, forEachChild, parse } from "unbash";
import type { Span } from "../source/span.ts";
import { readRedirect } from "./arguments.ts";
import { LazyCommand, type Surroundings } from "./command.ts";
import { MAY_NEST, nestedScripts } from "./nested.ts";
import { redirect } from "./output.ts";
import { Reader } from "./reader.ts";
import type { Command, Script } from "./script.ts";

/** Scripts in scripts in scripts: deeper than anyone writes them. */
const MAX_DEPTH = 5;
const OUTSIDE: Surroundings = { streams: { out: "log", err: "log" }, captured: false, functionName: undefined };
const MAY_SUBSTITUTE = /[`(]/;

/** Reads a shell script with CircleCI's templates in it, when its commands are first asked for. Never throws. */
export function parseShell(text: string): Script {
  return new LazyScript(text);
}

class LazyScript implements Script {
  readonly text: string;
  #found: { commands: readonly Command[]; hasErrors: boolean } | undefined;

  constructor(text: string) {
    this.text = text;
  }

  get commands(): readonly Command[] {
    return this.#read().commands;
  }

  get hasErrors(): boolean {
    return this.#read().hasErrors;
  }

  #read(): { commands: readonly Command[]; hasErrors: boolean } {
    this.#found ??= collectCommands(this.text);
    return this.#found;
  }
}

function collectCommands(text: string): { commands: readonly Command[]; hasErrors: boolean } {
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

  constructor(reader: Reader, depth: number) {
    this.reader = reader;
    this.#depth = depth;
  }

  visit(node: SyntaxNode, within: Surroundings): void {
    switch (node.type) {
      case "Script":
        if ("errors" in node && node.errors && node.errors.length > 0) this.hasErrors = true;
        break;
      case "Pipeline":
        this.#visitPipeline(node, within);
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
        this.visit(node.body, { ...within, streams: { ...within.streams, out: "pipe" } });
        return;
      case "CommandExpansion":
      case "ArithmeticCommandExpansion":
      case "ArithmeticExpansion":
        this.#visitSubstitution(node, captured(within));
        return;
      case "ProcessSubstitution":
        this.#visitSubstitution(node, node.operator === "<" ? captured(within) : within);
        return;
      case "Word":
      case "HereDocBody":
        if (!MAY_SUBSTITUTE.test(node.text)) return;
        break;
      default:
    }
    forEachChild(node, (child) => {
      this.visit(child, within);
    });
  }

  #spanOf({ pos, end }: SyntaxNode): Span {
    return this.reader.span(pos, end);
  }

  #visitPipeline(node: Pipeline, within: Surroundings): void {
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

  #visitCommand(node: CommandNode, within: Surroundings, place: ConstructorParameters<typeof LazyCommand>[3]): Command {
    const command = new LazyCommand(this.reader, node, within, place);
    this.commands.push(command);
    forEachChild(node, (child) => {
      this.visit(child, within);
    });
    if (node.name && MAY_NEST.test(node.name.text)) {
      const streams = redirect(within.streams, command.redirects);
      for (const { text, word } of nestedScripts(command)) this.#visitNested(text, word.span, { ...within, streams });
    }
    return command;
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

/** In a command that a substitution runs, whose output becomes a word. */
function captured(within: Surroundings): Surroundings {
  return { ...within, captured: true, streams: { ...within.streams, out: "captured" } };
}
