import { collectCommands } from "./collect-commands.ts";
import type { Command, Script } from "./script.ts";

/** Reads a shell script with CircleCI's templates in it, when its commands are first asked for. Never throws. */
export function parseShell(text: string): Script {
  return new LazyScript(text);
}

class LazyScript implements Script {
  readonly text: string;
  #found: ReturnType<typeof collectCommands> | undefined;

  constructor(text: string) {
    this.text = text;
  }

  get commands(): readonly Command[] {
    return this.#read().commands;
  }

  get hasErrors(): boolean {
    return this.#read().hasErrors;
  }

  #read(): ReturnType<typeof collectCommands> {
    this.#found ??= collectCommands(this.text);
    return this.#found;
  }
}
