import type { CacheFiles } from "../../src/result-cache/store.ts";

/** The files of a cache, in memory. */
export function memoryFiles(): CacheFiles & { readonly texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    read: (name) => {
      const text = texts.get(name);
      return text === undefined ? undefined : Buffer.from(text);
    },
    append: (name, text) => {
      const all = (texts.get(name) ?? "") + text;
      texts.set(name, all);
      return Buffer.byteLength(all);
    },
    replace: (name, text) => void texts.set(name, text),
  };
}
