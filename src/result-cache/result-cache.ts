import type { FileResult } from "../engine/result.ts";
import type { Task } from "../run/run-files.ts";
import { readEntry } from "./entry.ts";
import { type Circumstances, keyOf } from "./key.ts";
import type { LineStore } from "./store.ts";

/** Results of earlier runs. */
export interface ResultCache {
  /** The name of a file's result. */
  keyOf(task: Task): string;
  /** What an earlier run made of the very same; `undefined` if none is known. */
  find(key: string, task: Task): { readonly result: FileResult | undefined } | undefined;
  /** Remembers what `writeEntry` made of it. */
  keep(key: string, entry: string): void;
  /** Writes what is to be remembered. */
  close(): void;
}

/** `fix` is only interested in files that it has nothing to do with: for the others it has to prove its work again. */
export function openResultCache(
  store: LineStore,
  command: "lint" | "fix",
  circumstancesOf: (task: Task) => Circumstances,
): ResultCache {
  const isOfUse = (result: FileResult | undefined): boolean => command === "lint" || !result?.findings.length;
  return {
    keyOf: (task) => keyOf(task, circumstancesOf(task)),
    find: (key, task) => {
      const line = store.find(key);
      const found = line === undefined ? undefined : readEntry(line, task);
      return found && isOfUse(found.result) ? found : undefined;
    },
    keep: (key, entry) => {
      store.put(key, entry);
    },
    close: () => {
      store.flush();
    },
  };
}
