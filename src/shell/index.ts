export { detectShell, tracesCommands } from "./detect-shell.ts";
export { errorOutputOf, outputOf } from "./output.ts";
export { parseShell } from "./parse-shell.ts";
export { type Program, programOf } from "./program.ts";
export type {
  Assignment,
  Command,
  Output,
  Quote,
  Redirect,
  Script,
  Streams,
  SubstitutionPart,
  TemplatePart,
  TextPart,
  VariablePart,
  Word,
  WordPart,
} from "./script.ts";
