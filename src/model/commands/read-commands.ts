import { UNKNOWN } from "../../docker/reference.ts";
import {
  type Command,
  type Execution,
  type Script,
  detectShell,
  executionsOf,
  parseShell,
  programOf,
} from "../../shell/index.ts";
import type { Span } from "../../source/span.ts";
import { type Node, asSeq, entriesOf, spanOfValue, textOf, valueOf } from "../../syntax/index.ts";
import type { Config } from "../config.ts";
import { NOTHING_KNOWN, type Possible, type Scope, evaluate } from "../possible.ts";
import { joinPath } from "../repository.ts";
import type { JobRun } from "../steps/job-run.ts";
import { shellOfRun } from "../steps/job-runs.ts";
import type { Step } from "../steps/step.ts";
import { calledScript, isShellScript, mayCallScript } from "./called-script.ts";
import { CommandEvent } from "./command-event.ts";
import { Folders, homeOfStep } from "./folders.ts";
import type { JobEvent } from "./job-commands.ts";
import { helps } from "./relevance.ts";
import { readStepScript } from "./step-script.ts";
import { Variables, type WordContext, textsOf } from "./variables.ts";

/** Scripts that call scripts that call scripts. */
const MAX_CALLS = 4;

/** What a job does, step by step; `matter`: of which steps the scripts have to do with what is asked. */
export function readCommands(config: Config, run: JobRun, matter: readonly boolean[]): JobEvent[] {
  return new Reader(config, run).read(matter);
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
  #job: Variables;
  #workingDirectory: string | undefined;

  constructor(config: Config, run: JobRun) {
    this.#config = config;
    this.#run = run;
    this.#job = new Variables(environmentOf(run));
  }

  /** Reads the scripts that matter, by the place of their steps, and those that tell more about them. */
  read(matter: readonly boolean[]): JobEvent[] {
    const { steps, settings } = this.#run;
    const directories = settings.map(({ map }) => textOf(valueOf(map, "working_directory")));
    this.#workingDirectory = directories.find((text) => text !== undefined);
    for (const [index, step] of steps.entries()) {
      const isRead = step.run !== undefined && (matter[index] === true || helps(step.run.scalar.value));
      if (isRead) this.#readRun(step);
      else this.#events.push({ kind: "step", step });
    }
    return this.#events;
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
