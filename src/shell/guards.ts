import type { AndOr, CompoundList, If, Pipeline, SyntaxNode } from "unbash";
import type { Surroundings } from "./command.ts";
import type { Reader } from "./reader.ts";
import type { Guard } from "./script.ts";

/** A node and what it stands in. */
export type Visit = (node: SyntaxNode, within: Surroundings) => void;

/** Commands that only ask something: what stands behind their `&&` runs or not, and neither is an error. */
const TEST =
  /^(?:!\s*)?(?:\[|test\b|grep\b|command\s+-[vV]|which\b|type\b|hash\b|git\s+(?:diff|log|describe)\b|false\b)/;
const FAILS = /(?:^|[\s;{(])(?:exit|return)\s+[1-9]|(?:^|[\s;{(])false\b/;

/** Guards of one command: of more the first ones and the last one are kept. */
const MAX_GUARDS = 200;

function withGuard(guards: readonly Guard[], guard: Guard): readonly Guard[] {
  return [...guards.slice(0, MAX_GUARDS - 1), guard];
}

/** Visits `a && b || c`: what stands before an operator decides about what stands behind it. */
export function visitAndOr(node: AndOr, within: Surroundings, reader: Reader, isLast: boolean, visit: Visit): void {
  let guards = within.guards;
  for (const [index, command] of node.commands.entries()) {
    visit(command, { ...within, guards, mayFail: within.mayFail || isForgiven(node, index, reader) });
    const operator = node.operators[index];
    const text = reader.slice(command.pos, command.end);
    const isTest = TEST.test(text);
    if (operator === "||") guards = withGuard(guards, { kind: "or", text, settled: false });
    // An ordinary command before `&&` is meant to succeed; one that asks a question is not.
    else if (operator === "&&" && isTest) guards = withGuard(guards, { kind: "and", text, settled: isLast });
  }
}

/** True when a failure of the command only leads to what stands behind the next `||`, and that does not fail. */
function isForgiven({ commands, operators }: AndOr, index: number, reader: Reader): boolean {
  const or = operators.indexOf("||", index);
  const rest = commands[or + 1];
  if (or === -1 || !rest) return false;
  const text = reader.slice(rest.pos, rest.end);
  // `for … do docker login … && break || sleep 5; done` tries until it succeeds.
  const isRetry = commands.slice(index + 1, or + 1).some(({ pos, end }) => /\bbreak\b/.test(reader.slice(pos, end)));
  return !isRetry && !FAILS.test(text);
}

/** Visits an `if` with its branches. */
export function visitIf(node: If, within: Surroundings, reader: Reader, visit: Visit): void {
  const isFatal = FAILS.test(reader.slice(node.pos, node.end));
  const asked = { ...within, isFatal, mayFail: within.mayFail || !isFatal };
  let { guards } = within;
  const branch = (clause: CompoundList, then: CompoundList): void => {
    const text = reader.slice(clause.pos, clause.end);
    visit(clause, { ...asked, guards });
    visit(then, { ...within, guards: withGuard(guards, { kind: "then", text, settled: false }) });
    guards = withGuard(guards, { kind: "else", text, settled: false });
  };
  branch(node.clause, node.then);
  for (const { clause, then } of node.elif) branch(clause, then);
  if (node.else) visit(node.else, { ...within, guards });
}

/** True for `! command`. */
export function isNegated({ prefixes }: Pipeline): boolean {
  return prefixes.some(({ type }) => type === "Negation");
}

/** The guard that a command which may have ended the script is to all that comes after it; `undefined` for any other. */
export function exitGuard(text: string, guards: readonly Guard[]): Guard | undefined {
  const last = guards.at(-1);
  // With another status than 0 the step fails, and nothing of the job follows.
  return last && /^(?:exit|return)(?:\s+0)?$/.test(text.trim()) ? { ...last, kind: "exit" } : undefined;
}
