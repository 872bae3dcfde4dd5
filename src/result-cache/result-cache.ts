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

/** What a run wants to know of its files. */
export interface Interest {
  readonly command: "lint" | "fix";
  /** Whether a report shows what fixes would write. */
  readonly edits: boolean;
}

/** `fix` is only interested in files that it has nothing to do with: for the others it has to prove its work again. */
export function openResultCache(
  store: LineStore,
  { command, edits }: Interest,
  circumstancesOf: (task: Task) => Circumstances,
): ResultCache {
  const isOfUse = (result: FileResult | undefined): boolean => command === "lint" || !result?.findings.length;
  return {
    keyOf: (task) => keyOf(task, circumstancesOf(task)),
    find: (key, task) => {
      const line = store.find(key);
      const found = line === undefined ? undefined : readEntry(line, task, edits);
      return found && isOfUse(found.result) ? found : undefined;
    },
    keep: (key, entry) => {
      // It is known where more was wanted than is remembered.
      if (store.find(key)?.equals(Buffer.from(entry)) !== true) store.put(key, entry);
    },
    close: () => {
      store.flush();
    },
  };
}
