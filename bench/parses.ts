import { Lexer } from "yaml";
import { fix, lint } from "../src/index.ts";
import type { Input } from "./inputs.ts";
import { renderTable } from "./table.ts";

/** How often each file is parsed, counted at the lexer that every parse begins with. */
export function countParses(inputs: readonly Input[]): string {
  const prototype = Lexer.prototype;
  const original = Object.getOwnPropertyDescriptor(prototype, "lex");
  let calls = 0;
  Object.defineProperty(prototype, "lex", {
    ...original,
    value(this: Lexer, ...args: unknown[]): unknown {
      calls += 1;
      return Reflect.apply(original?.value, this, args);
    },
  });
  const count = (work: (input: Input) => unknown, among = inputs): string[] => {
    const counts = among.map((input) => {
      calls = 0;
      work(input);
      return calls;
    });
    const mean = counts.reduce((sum, one) => sum + one, 0) / counts.length;
    return [mean.toFixed(2), `${Math.min(...counts)}–${Math.max(...counts)}`];
  };
  const clean = inputs.filter(({ text, path }) => fix(text, { path }).text === text);
  const rows = [
    ["lint", ...count(({ text, path }) => lint(text, { path }))],
    ["fix, nothing to fix", ...count(({ text, path }) => fix(text, { path }), clean)],
    ["fix, all files", ...count(({ text, path }) => fix(text, { path }))],
  ];
  if (original) Object.defineProperty(prototype, "lex", original);
  return renderTable(["parses of a file", "mean", "min–max"], rows);
}
