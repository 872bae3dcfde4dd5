import { type Argument, textOf as textOfArgument } from "../../docker/arguments.ts";
import { UNKNOWN } from "../../docker/reference.ts";
import {
  type Command,
  type Execution,
  type Program,
  type Script,
  type Word,
  detectShell,
  executionsOf,
  parseShell,
  programOf,
} from "../../shell/index.ts";
import type { Span } from "../../source/span.ts";
import { type Node, asSeq, entriesOf, spanOfValue, textOf, valueOf } from "../../syntax/index.ts";
import type { Config } from "../config.ts";
import { NOTHING_KNOWN, type Possible, type Scope, evaluate, knownTexts } from "../possible.ts";
import { joinPath } from "../repository.ts";
import type { JobRun } from "../steps/job-run.ts";
import { shellOfRun } from "../steps/job-runs.ts";
import type { Step } from "../steps/step.ts";
import { calledScript, isShellScript, mayCallScript } from "./called-script.ts";
import { Folders, homeOfStep } from "./folders.ts";
import { helps, matters } from "./relevance.ts";
import { readStepScript } from "./step-script.ts";
import { Variables, type WordContext, readArguments, textsOf } from "./variables.ts";
import { Memory } from "../../source/memory.ts";

/** Something that a job does, in order: a command of a script, or a step that is none. */
export type JobEvent = CommandEvent | StepEvent;

/** A step without a script, or with one that has to do with no image and no credential. */
export interface StepEvent {
  readonly kind: "step";
  readonly step: Step;
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
  readonly #spanOf: Reading["spanOf"];
  #args: readonly Argument[] | undefined;
  #span: Span | undefined;

  constructor(program: Program, execution: Execution, variables: Variables, folder: string | undefined, from: Reading) {
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

/** Scripts that call scripts that call scripts. */
const MAX_CALLS = 4;

const cache = new Memory<readonly Step[], readonly JobEvent[]>();

/** What a job does, step by step, scripts of the repository included. Once for jobs that run the same steps. */
export function eventsOf(config: Config, run: JobRun): readonly JobEvent[] {
  const known = cache.get(run.steps);
  if (known) return known;
  const events = new Reader(config, run).read();
  cache.set(run.steps, events);
  return events;
}

/** A script that is being read, and where its commands count as written. */
interface Reading {
  readonly step: Step;
  readonly script: Script;
  /** What the variables hold where the reading has come to. */
  readonly state: { variables: Variables };
  readonly folders: Folders;
  /** `undefined`: the step's own script. */
  readonly file: string | undefined;
  readonly spanOf: (piece: { readonly span: Span }) => Span;
  /** What calls the script. */
  readonly around: Execution | undefined;
  readonly depth: number;
}

class Reader {
  readonly #config: Config;
  readonly #run: JobRun;
  readonly #events: JobEvent[] = [];
  /** What the job's settings and `$BASH_ENV` give to each step. */
  #job = new Variables();
  #workingDirectory: string | undefined;

  constructor(config: Config, run: JobRun) {
    this.#config = config;
    this.#run = run;
  }

  read(): JobEvent[] {
    const { steps, settings } = this.#run;
    const matter = steps.map((step) => step.kind !== "builtin" && this.#matters(step));
    if (!matter.includes(true)) return [];
    this.#job = new Variables(environmentOf(this.#run));
    const directories = settings.map(({ map }) => textOf(valueOf(map, "working_directory")));
    this.#workingDirectory = directories.find((text) => text !== undefined);
    for (const [index, step] of steps.entries()) {
      const isRead = step.run !== undefined && (matter[index] === true || helps(step.run.scalar.value));
      if (isRead) this.#readRun(step);
      else this.#events.push({ kind: "step", step });
    }
    return this.#events;
  }

  #matters({ run, frame }: Step): boolean {
    if (!run) return true;
    const { value } = run.scalar;
    if (matters(value, this.#config)) return true;
    const given = value.includes("<<") ? knownTexts(value, frame.scope) : [];
    return given.some(({ replacement }) => matters(replacement, this.#config));
  }

  #readRun(step: Step): void {
    const { run, frame } = step;
    if (!run || !this.#isReadable(run.shell)) return;
    const { script, placeOf } = readStepScript(run.scalar, frame.scope);
    const own = entriesIn(run.environment, frame.scope);
    const variables = own.reduce((all, [name, texts]) => all.with(name, texts), this.#job);
    const spanOf: Reading["spanOf"] = ({ span }) => spanOfValue(this.#config.tree.source, run.scalar, placeOf(span));
    const folders = new Folders(homeOfStep(run.workingDirectory, this.#workingDirectory));
    this.#readScript({
      step,
      script,
      state: { variables },
      folders,
      file: undefined,
      spanOf,
      around: undefined,
      depth: 0,
    });
  }

  /** False for a shell whose commands look like nothing that is known. */
  #isReadable(own: string | undefined): boolean {
    const shell = own ?? shellOfRun(this.#run);
    return detectShell(shell) === "bash" || /powershell|pwsh|cmd/i.test(shell ?? "");
  }

  #readScript(reading: Reading): void {
    for (const inner of executionsOf(reading.script)) this.#readCommand(nest(inner, reading.around), reading);
  }

  #readCommand(execution: Execution, reading: Reading): void {
    const { step, state, folders } = reading;
    const { command } = execution;
    if (command.isRemote) return;
    const context: WordContext = { variables: state.variables, scope: step.frame.scope, execution };
    const program = programOf(command);
    // Behind `… && exit 0` the rest of the script runs as a whole or not at all.
    const isMaybe = execution.guards.some(({ kind }) => kind !== "exit") || command.loops.length > 0;
    let { variables } = state;
    for (const { name, value } of command.assignments) {
      variables = variables.with(name, value ? textsOf(value.parts, context) : NOTHING_KNOWN.values, isMaybe);
    }
    if (!program || isDeclarer(program.name)) state.variables = variables;
    if (!program) {
      if (command.assignments.length > 0) this.#events.push(this.#assigning(execution, variables, reading));
      return;
    }
    const folder = folders.at(execution.subshell);
    const event = new CommandEvent(program, execution, variables, folder, reading);
    if (/^(?:cd|pushd|popd)$/.test(program.name)) return folders.change(program.name, event.args, execution.subshell);
    this.#events.push(event);
    this.#exportToSteps(command, context);
    this.#readCalled(event, reading);
  }

  #assigning(execution: Execution, variables: Variables, reading: Reading): CommandEvent {
    const nothing = { name: "", args: [], wrappers: [] };
    return new CommandEvent(nothing, execution, variables, reading.folders.at(execution.subshell), reading);
  }

  /** `echo "export IMAGE=acme/app" >> $BASH_ENV`. */
  #exportToSteps(command: Command, context: WordContext): void {
    if (!command.redirects.some(({ target }) => /\bBASH_ENV\b/.test(target?.text ?? ""))) return;
    for (const word of command.args) {
      for (const text of textsOf(word.parts, context)) {
        const [, name, value = ""] = /^\s*export\s+([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
        if (name === undefined) continue;
        const plain = value.replace(/^(["'])(.*)\1\s*$/s, "$2").trimEnd();
        const held = plain.replaceAll(/\$\{?\w+\}?|`[^`]*`|\$\([^)]*\)/g, UNKNOWN);
        this.#job = this.#job.with(name, new Set([held]));
      }
    }
  }

  /** Reads a script of the repository that a command runs. */
  #readCalled(event: CommandEvent, reading: Reading): void {
    const { execution, folder } = event;
    if (!mayCallScript(execution.command) || folder === undefined || reading.depth >= MAX_CALLS) return;
    const called = calledScript(execution.command, event.args);
    const file = called && joinPath(folder, called.path);
    if (!called || file === undefined || file === reading.file) return;
    const text = this.#config.repository.read(file);
    if (text === undefined || !isShellScript(text)) return;
    this.#readScript({
      step: reading.step,
      script: parseShell(text),
      state: called.isSourced ? reading.state : { ...reading.state },
      folders: called.isSourced ? reading.folders : new Folders(folder),
      file,
      spanOf: () => event.span,
      around: { ...execution, call: { args: called.args, outer: execution.call } },
      depth: reading.depth + 1,
    });
  }
}

/** A command of a called script, where the script is called. */
function nest(inner: Execution, around: Execution | undefined): Execution {
  if (!around) return inner;
  return {
    ...inner,
    guards: [...around.guards, ...inner.guards],
    mayFail: inner.mayFail || around.mayFail,
    background: inner.background || around.background,
    call: inner.call ?? around.call,
  };
}

function isDeclarer(program: string): boolean {
  return /^(?:export|declare|typeset|local|readonly)$/.test(program);
}

/** Variables that a job's settings, and the first of its containers, give to all of its steps. */
function environmentOf({ settings }: JobRun): [string, Possible["values"]][] {
  return settings.toReversed().flatMap(({ map, scope }) => {
    const container = asSeq(valueOf(map, "docker"))?.items[0]?.node;
    return [container, map].flatMap((node) => entriesIn(valueOf(node, "environment"), scope));
  });
}

/** The variables of an `environment`, and what each can hold. */
function entriesIn(node: Node | undefined, scope: Scope): [string, Possible["values"]][] {
  return [...entriesOf(node).values()].map(({ key, value }) => [key, evaluate(textOf(value) ?? "", scope).values]);
}
