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

/** The bundle of `main.ts`, which imports modules that are late: `late.ts`, and what else is named, in one chunk. */
async function bundle(main: string, name = "room", more: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = temporaryFolder();
  const sources = { main, late: LATE, seen: "export const seen: string[] = [];", add: ADD, ...more };
  const late = ["late", ...Object.keys(more)].map((module) => join(folder, `${module}.ts`));
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
    plugins: [lateModules({ [name]: late })],
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

test("several late modules of one chunk are loaded together", async () => {
  const path = await bundle(
    `
      import { greet } from "./late.ts";
      import { part } from "./other.ts";
      export { seen } from "./seen.ts";
      export const call = () => [part("you"), greet("me")];
    `,
    "room",
    {
      other: `import { seen } from "./seen.ts"; seen.push("other"); export function part(name) { return "bye " + name; }`,
    },
  );
  const { seen, call } = require(path);
  expect(seen).toEqual([]);
  expect(call()).toEqual(["bye you", "hello me"]);
  expect(seen).toEqual(["late", "other"]);
  expect(readFileSync(path, "utf8")).not.toContain("bye");
});

test("two late modules of one chunk do not export one name", async () => {
  const main = `import { greet } from "./late.ts"; console.log(greet("you"));`;
  const other = "export function greet() {}";
  await expect(bundle(main, "room", { other })).rejects.toThrow("export greet");
});
