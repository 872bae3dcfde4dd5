/** What stands below an unknown value of JSON, by keys and indexes; `undefined` where there is nothing. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, step)) return undefined;
    const below: unknown = Reflect.get(here, step);
    here = below;
  }
  return here;
}

/** The text there; empty for anything else. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  return typeof found === "string" ? found : "";
}

/** The number there; 0 for anything else. */
export function numberAt(value: unknown, ...path: readonly (string | number)[]): number {
  const found = at(value, ...path);
  return typeof found === "number" ? found : 0;
}

/** The items there, each at its index; none for what is no list. */
export function itemsAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The same without holes: `null` items, which GraphQL has for what may not be seen, are left out. */
export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  return itemsAt(value, ...path).filter((item) => item !== null);
}
