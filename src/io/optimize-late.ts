import process from "node:process";
import { setFlagsFromString } from "node:v8";

interface Threshold {
  readonly flag: string;
  /** What V8 has itself: to set it again makes kept code valid again. */
  readonly usual: number;
  /** Where measured runs took the least time. */
  readonly late: number;
}

/** By version of V8: another one may not know the flag, and would say so on standard error. */
const THRESHOLDS: Readonly<Record<string, Threshold>> = {
  "11.3": { flag: "--interrupt-budget", usual: 66 * 1024, late: 16 * 66 * 1024 },
};

/**
 * Makes V8 wait longer before it optimizes a function, in all threads of the process, until the function that is returned is called.
 * Code that is kept or taken over meanwhile is not valid otherwise.
 */
export function optimizeLate(version: string = process.versions.v8): () => void {
  const threshold = THRESHOLDS[version.split(".", 2).join(".")];
  if (!threshold) return () => undefined;
  const { flag, usual, late } = threshold;
  setFlagsFromString(`${flag}=${late}`);
  return () => {
    setFlagsFromString(`${flag}=${usual}`);
  };
}
