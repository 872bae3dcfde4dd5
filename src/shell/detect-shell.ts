/**
 * Whether the `shell` of a step reads scripts as `bash` does. Without one it does; of a shell that is not written out
 * (`<< parameters.shell >>`) nothing is known, and it does not.
 */
export function detectShell(shell: string | undefined): "bash" | "other" {
  if (shell === undefined || shell.trim() === "") return "bash";
  return /^(?:ba|da|a|z|k|mk)?sh$/.test(wordsOf(shell)[0] ?? "") ? "bash" : "other";
}

/** True when the shell prints every command before it runs it, with the values of its variables: `-x`, `-o xtrace`. */
export function tracesCommands(shell: string | undefined): boolean {
  if (shell === undefined || detectShell(shell) === "other") return false;
  const [, ...words] = wordsOf(shell);
  return words.some(
    (word, index) => /^-[a-z]*x/i.test(word) || (word === "xtrace" && /^-\w*o$/.test(words[index - 1] ?? "")),
  );
}

/** The base name of the program, seen through `env`, and its words. */
function wordsOf(shell: string): string[] {
  const words = shell.trim().split(/\s+/);
  const name = (words[0] ?? "").replace(/^.*[/\\]/, "").replace(/\.exe$/i, "");
  const rest = words.slice(1);
  return name === "env" && rest.length > 0 ? wordsOf(rest.filter((word) => word !== "-S").join(" ")) : [name, ...rest];
}
