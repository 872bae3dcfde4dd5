/** What `fields` leaves of a body: a list of paths, through lists as well. */
export function partOf(body: unknown, fields: string | null): unknown {
  if (fields === null) return body;
  return pick(
    body,
    fields.split(",").map((field) => field.split(".")),
  );
}

function pick(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => pick(item, paths));
  if (typeof value !== "object" || value === null || paths.some((path) => path.length === 0)) return value;
  const picked: Record<string, unknown> = {};
  for (const [key, below] of Object.entries(value)) {
    const own = paths.filter(([first]) => first === key).map((path) => path.slice(1));
    if (own.length > 0) picked[key] = pick(below, own);
  }
  return picked;
}
