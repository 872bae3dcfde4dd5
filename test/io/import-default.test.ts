import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { importDefault } from "../../src/io/import-default.ts";
import { temporaryFolder } from "./temporary-folder.ts";

it("a module that never finishes is given up", async () => {
  const path = join(temporaryFolder(), "x.mjs");
  writeFileSync(path, "await new Promise(() => {});\nexport default {};\n");
  await expect(importDefault(path, "x.mjs", 0.05)).rejects.toThrow("x.mjs: it has not loaded after 0.05 seconds");
});
