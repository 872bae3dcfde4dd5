import type { Command, Guard, Script, Subshell, Word } from "./script.ts";
import { Memory } from "../source/memory.ts";

/** A command at a point where its script runs it: where it stands, or where the function around it is called. */
export interface Execution {
  readonly command: Command;
  /** Those of the calls that lead here, too. */
  readonly guards: readonly Guard[];
  readonly mayFail: boolean;
  readonly background: boolean;
  readonly subshell: Subshell | undefined;
  /** The words behind the function's name: what `$1` and `$@` mean; `undefined` outside of functions. */
  readonly call: Call | undefined;
}

/** A call of a function, from inside another call or from the script itself. */
export interface Call {
  readonly args: readonly Word[];
  readonly outer: Call | undefined;
}

/** Functions that call functions: deeper than anyone writes them. */
const MAX_CALLS = 8;
/** Functions that call others many times over: the rest is left out. */
const MAX_EXECUTIONS = 20_000;

const cache = new Memory<Script, readonly Execution[]>();

/** The commands of a script in the order in which they run, those of functions where these are called. Once a script. */
export function executionsOf(script: Script): readonly Execution[] {
  let found = cache.get(script);
  if (!found) cache.set(script, (found = readExecutions(script)));
  return found;
}

function readExecutions(script: Script): Execution[] {
  const bodies = new Map<string, Command[]>();
  const own: Command[] = [];
  for (const command of script.commands) {
    const { functionName } = command;
    if (functionName === undefined) own.push(command);
    else {
      const body = bodies.get(functionName);
      if (body) body.push(command);
      else bodies.set(functionName, [command]);
    }
  }
  const list: Execution[] = [];
  for (const command of own) run(command, undefined, bodies, [], list);
  return list;
}

function run(
  command: Command,
  around: Execution | undefined,
  bodies: ReadonlyMap<string, readonly Command[]>,
  calls: readonly string[],
  into: Execution[],
): void {
  const execution: Execution = {
    command,
    guards: around ? [...around.guards, ...command.guards] : command.guards,
    mayFail: command.mayFail || around?.mayFail === true,
    background: command.background || around?.background === true,
    subshell: command.subshell ?? around?.subshell,
    call: around && { args: around.command.args, outer: around.call },
  };
  into.push(execution);
  const name = bodies.size > 0 ? command.name?.value : undefined;
  const body = name === undefined ? undefined : bodies.get(name);
  if (name === undefined || !body || calls.includes(name) || calls.length >= MAX_CALLS || into.length > MAX_EXECUTIONS)
    return;
  for (const inner of body) run(inner, execution, bodies, [...calls, name], into);
}
