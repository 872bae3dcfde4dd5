const KEY = Symbol.for("circlesec.import");

type Import = (specifier: string) => Promise<unknown>;

/**
 * Imports a module of the user's. Code that was kept from an earlier run cannot: Node has forgotten what its `import` means. What
 * loads such code lends its own with `lendImport`.
 */
export const nativeImport: Import = (specifier) => {
  const lent: unknown = Reflect.get(globalThis, KEY);
  const imported: unknown =
    typeof lent === "function" ? Reflect.apply(lent, undefined, [specifier]) : import(/* @vite-ignore */ specifier);
  return Promise.resolve(imported);
};

export function lendImport(own: Import): void {
  Reflect.set(globalThis, KEY, own);
}
