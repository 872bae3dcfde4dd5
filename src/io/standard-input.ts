import { readFileSync } from "node:fs";
import { decode } from "./decode.ts";
import { attempt } from "./file-system.ts";

/** All of standard input, UTF-8; anything else, a folder or a closed one is a UserError. */
export function readStandardInput(): string {
  const name = "standard input";
  return decode(
    name,
    attempt(name, "read", () => readFileSync(0)),
  );
}
