export { detectShell, tracesCommands } from "./detect-shell.ts";
export { type Call, type Execution, executionsOf } from "./execution.ts";
export { errorOutputOf, outputOf } from "./output.ts";
export { parseShell } from "./parse-shell.ts";
export { type Program, programOf, runsAgain } from "./program.ts";
export type { Command, Guard, Script, Subshell, Word, WordPart } from "./script.ts";
export { literalOf } from "./word.ts";
