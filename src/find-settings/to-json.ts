import { UserError } from "../user-error.ts";

/** The value that a module exports, as JSON that is read like any settings; UserError for what is no plain value. */
export function toJson(value: unknown, shown: string): string {
  if (typeof value !== "object" || value === null) throw notPlain(shown, "its default export", "is no object");
  const open: unknown[] = [];
  const check = (one: unknown, name: string): void => {
    if (["function", "symbol", "bigint"].includes(typeof one)) throw notPlain(shown, name, `is a ${typeof one}`);
    if (typeof one !== "object" || one === null) return;
    if (open.includes(one)) throw notPlain(shown, name, "contains itself");
    open.push(one);
    for (const [key, inner] of Object.entries(one)) check(inner, `\`${key}\``);
    open.pop();
  };
  check(value, "its default export");
  return JSON.stringify(value, null, 2);
}

function notPlain(shown: string, name: string, fact: string): UserError {
  return new UserError(`${shown}: ${name} ${fact}`, {
    help: "Export the settings as they would stand in a file: maps, lists and texts",
  });
}
