import { UserError } from "../../user-error.ts";

/** A text with `{{names}}` in it, each of which stands for a part. */
export interface Template {
  /** The text with each part in its place; what is empty leaves no gap behind. */
  fill(parts: Readonly<Record<string, string>>): string;
}

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** Reads a template; a placeholder that is none of `names` is a UserError with its place. `shown`: its path. */
export function readTemplate(text: string, shown: string, names: readonly string[]): Template {
  for (const { 1: name = "", index } of text.matchAll(PLACEHOLDER)) {
    if (names.includes(name)) continue;
    const before = text.slice(0, index).split("\n");
    const place = `${shown}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
    throw new UserError(`${place}: there is no \`{{${name}}}\``, {
      help: `There are ${names.map((one) => `{{${one}}}`).join(", ")}`,
    });
  }
  return {
    // What a part holds is not looked at again: it may have braces of its own.
    fill: (parts) =>
      `${text
        .replaceAll(PLACEHOLDER, (_, name: string) => parts[name] ?? "")
        .replaceAll(/\n{3,}/g, "\n\n")
        .trim()}\n`,
  };
}
