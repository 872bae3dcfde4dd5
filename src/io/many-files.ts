const KEY = Symbol.for("circlesec.many-files");
/** Files from which on a run is a long one. */
export const MANY = 50;

/**
 * Says how many files this process works on. After many V8 has let go of the code that it has not run for a while: what it has in the
 * end lacks what a short run begins with.
 */
export function noteFiles(count: number): void {
  if (count >= MANY) Reflect.set(globalThis, KEY, true);
}

/** What starts the program is built apart from it, and has no module in common with it. */
export function hadManyFiles(): boolean {
  return Reflect.get(globalThis, KEY) === true;
}
