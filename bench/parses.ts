import { Lexer } from "yaml";
import { fix, lint } from "../src/index.ts";
import { Reader } from "../src/syntax/quick/reader.ts";
import type { Input } from "./inputs.ts";
import { renderTable } from "./table.ts";

/** How often each file is read quickly and parsed in full, counted where each of the two begins. */
export function countParses(inputs: readonly Input[]): string {
  const quick = countCalls(Reader.prototype, "startContent");
  const full = countCalls(Lexer.prototype, "lex");
  const count = (work: (input: Input) => unknown, among = inputs): string[] => {
    const counts = among.map((input) => {
      const before = [quick.count(), full.count()] as const;
      work(input);
      return [quick.count() - before[0], full.count() - before[1]] as const;
    });
    return [...describe(counts.map(([read]) => read)), ...describe(counts.map(([, parsed]) => parsed))];
  };
  const clean = inputs.filter(({ text, path }) => fix(text, { path }).text === text);
  const rows = [
    ["lint", ...count(({ text, path }) => lint(text, { path }))],
    ["fix, nothing to fix", ...count(({ text, path }) => fix(text, { path }), clean)],
    ["fix, all files", ...count(({ text, path }) => fix(text, { path }))],
  ];
  quick.end();
  full.end();
  return renderTable(["of a file", "quick readings", "min–max", "full parses", "min–max"], rows);
}

function describe(counts: readonly number[]): [mean: string, range: string] {
  const mean = counts.reduce((sum, one) => sum + one, 0) / counts.length;
  return [mean.toFixed(2), `${Math.min(...counts)}–${Math.max(...counts)}`];
}

/** Counts the calls of a method of all objects of a class, until the end. */
function countCalls(prototype: object, method: string): { readonly count: () => number; readonly end: () => void } {
  const original = Object.getOwnPropertyDescriptor(prototype, method);
  let calls = 0;
  Object.defineProperty(prototype, method, {
    ...original,
    value(this: unknown, ...args: unknown[]): unknown {
      calls += 1;
      return Reflect.apply(original?.value, this, args);
    },
  });
  return { count: () => calls, end: () => original && Object.defineProperty(prototype, method, original) };
}
