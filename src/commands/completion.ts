import { Argument, type Command } from "commander";
import type { Run } from "./host.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

const EXAMPLES = `
Examples:
  eval "$(circlesec completion bash)"                                   in ~/.bashrc
  eval "$(circlesec completion zsh)"                                    in ~/.zshrc, after compinit
  circlesec completion fish > ~/.config/fish/completions/circlesec.fish  once`;

/** Adds `circlesec completion`. */
export function addCompletion(program: Command, run: Run): void {
  program
    .command("completion")
    .summary("print a script that completes circlesec in a shell")
    .description("Print a script that completes commands, options, their values and paths in a shell.")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .addHelpText("after", EXAMPLES)
    .action((shell: Shell) =>
      run(async (host) => {
        const { runCompletion } = await import("./run-completion.ts");
        return runCompletion(program, shell, host);
      }),
    );
}
