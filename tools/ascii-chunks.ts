import type { Rolldown } from "tsdown";

/**
 * Writes whatever is not ASCII as an escape, so that a chunk is read byte by character, and V8 keeps one byte of each. Not in a raw
 * template, where an escape is none: there is none with such a character.
 */
export function asciiChunks(): Rolldown.Plugin {
  return {
    name: "ascii-chunks",
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk") continue;
        const raw = /\.raw`[^`]*[^\0-\x7F][^`]*`/.exec(chunk.code);
        if (raw) throw new Error(`${chunk.fileName}: a raw template holds what is not ASCII: ${raw[0]}`);
        chunk.code = chunk.code.replaceAll(/[^\0-\x7F]/gu, escape);
      }
    },
  };
}

function escape(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
  }).join("");
}
