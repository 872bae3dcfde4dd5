type Fields = Readonly<Record<string, unknown>>;

/** Readings of what Vault's API returns; what is of another type reads as if it were not there. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === "string" ? value : "";
}

export function numberOf(fields: Fields, name: string): number {
  const value = fields[name];
  return typeof value === "number" ? value : 0;
}

/** One text, or a list of them; a list of others reads as empty. */
export function textsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (!Array.isArray(value)) return [];
  return value.filter((item) => typeof item === "string");
}

export function fieldsOf(fields: Fields, name: string): Fields {
  const value = fields[name];
  return isFields(value) ? value : {};
}

/** `a`, `b` and `c`, as code. */
export function enumerate(names: readonly string[]): string {
  const code = names.map((name) => `\`${name}\``);
  const last = code.pop() ?? "";
  return code.length === 0 ? last : `${code.join(", ")} and ${last}`;
}
