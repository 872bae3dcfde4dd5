export { detectShell, tracesCommands } from "./detect-shell.ts";
export { errorOutputOf, outputOf } from "./output.ts";
export { parseShell } from "./parse-shell.ts";
export { programOf } from "./program.ts";
export type { Command, Script, Word, WordPart } from "./script.ts";
