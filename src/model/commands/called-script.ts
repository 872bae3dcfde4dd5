import { type Argument, textOf } from "../../docker/arguments.ts";
import { UNKNOWN } from "../../docker/reference.ts";
import type { Command, Word } from "../../shell/index.ts";

const SHELL = /^(?:ba|da|a|z|k)?sh$/;

/** A script in a file, and how it is run. */
export interface CalledScript {
  readonly path: string;
  /** The words behind it. */
  readonly args: readonly Word[];
  /** In the shell of the caller. */
  readonly isSourced: boolean;
}

/** A quick look at the name, before the arguments are read. */
export function mayCallScript({ name }: Command): boolean {
  return name !== undefined && /^(?:source|\.)$|\/|sh$/.test(name.text);
}

/** The script in a file that a command runs: `./ci/build.sh`, `bash ci/build.sh`, `source ci/env.sh`. */
export function calledScript({ name, args: words }: Command, args: readonly Argument[]): CalledScript | undefined {
  const program = name?.value;
  if (program === undefined) return undefined;
  const isSourced = program === "source" || program === ".";
  if (!isSourced && !SHELL.test(program.replace(/^.*\//, ""))) {
    return /^(?!\/|~)[^\s$]*\//.test(program) ? { path: program, args: words, isSourced } : undefined;
  }
  if (words.some(({ text }) => /^-\w*[cs]/.test(text))) return undefined;
  const file = args.find((arg) => !/^[-+]/.test(textOf(arg)));
  const path = file && textOf(file);
  if (!file || path === undefined || path.includes(UNKNOWN) || /^[/~]/.test(path)) return undefined;
  return { path, args: words.slice(words.findIndex((word) => word === file.word) + 1), isSourced };
}

/** False for a script of another language. */
export function isShellScript(text: string): boolean {
  const shebang = /^#!(.*)/.exec(text)?.[1];
  return shebang === undefined || /\b(?:ba|da|a|z|k)?sh\b/.test(shebang);
}
