import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { build } from "tsdown";
import { expect, test } from "vitest";
import { lateModules } from "../../tools/late-modules.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";

const require = createRequire(import.meta.url);
const LATE = `
  import { seen } from "./seen.ts";
  seen.push("late");
  export { add } from "./add.ts";
  export const LIMIT = 3;
  export type Name = string;
  export function greet(name: Name): string { return "hello " + name; }
`;

/** The bundle of `main.ts`, which imports a module that is late. */
async function bundle(main: string, name = "room"): Promise<string> {
  const folder = temporaryFolder();
  const sources = { main, late: LATE, seen: "export const seen: string[] = [];", add: ADD };
  for (const [name, text] of Object.entries(sources)) writeFileSync(join(folder, `${name}.ts`), text);
  await build({
    cwd: folder,
    config: false,
    tsconfig: false,
    entry: { main: join(folder, "main.ts") },
    outDir: join(folder, "dist"),
    format: "cjs",
    dts: false,
    hash: false,
    logLevel: "silent",
    outExtensions: () => ({ js: ".cjs" }),
    plugins: [lateModules({ [name]: join(folder, "late.ts") })],
  });
  return join(folder, "dist/main.cjs");
}

const ADD = "export function add(a: number, b: number): number { return a + b; }";

test("a late module is loaded with the first call of one of its functions, and once", async () => {
  const path = await bundle(`
    import { add, greet } from "./late.ts";
    export { seen } from "./seen.ts";
    export const call = () => [greet("you"), add(1, 2)];
  `);
  const { seen, call } = require(path);
  expect(seen).toEqual([]);
  expect(call()).toEqual(["hello you", 3]);
  expect(call()).toEqual(["hello you", 3]);
  expect(seen).toEqual(["late"]);
  expect(readFileSync(path, "utf8")).not.toContain("hello");
});

test.each(["LIMIT", "nothing"])(
  "who imports `%s`, which is no function of a late module, gets no bundle",
  async (name) => {
    await expect(bundle(`import { ${name} } from "./late.ts"; console.log(${name});`)).rejects.toThrow(name);
  },
);

test("a late module does not take the name of another chunk", async () => {
  const main = `import { greet } from "./late.ts"; export const call = () => [greet("you"), import("./add.ts")];`;
  await expect(bundle(main, "add")).rejects.toThrow("another chunk is called add");
});
