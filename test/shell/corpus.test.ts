import { describe, expect, test } from "vitest";
import { detectShell, parseShell, outputOf, programOf } from "../../src/shell/index.ts";
import { keyOf, textOf, valueOf } from "../../src/syntax/index.ts";
import { corpusFiles, hasCorpus, whenCorpus } from "../corpus/corpus.ts";
import { all, read } from "../syntax/trees.ts";
import { allWords } from "./shapes.ts";

/** The scripts of all `run` steps that are not for another shell, each once. */
function runScripts(): string[] {
  const scripts = new Set<string>();
  for (const { text } of corpusFiles()) {
    for (const pair of all(read(text), "pair")) {
      if (keyOf(pair) !== "run") continue;
      const command = textOf(pair.value) ?? textOf(valueOf(pair.value, "command"));
      if (command !== undefined && detectShell(textOf(valueOf(pair.value, "shell"))) === "bash") scripts.add(command);
    }
  }
  return [...scripts];
}

describe.skipIf(!hasCorpus)(`run steps ${whenCorpus}`, () => {
  const scripts = runScripts();

  test("are read, nearly all of them without an error", () => {
    expect(scripts.length).toBeGreaterThan(3000);
    const failed = scripts.filter((text) => parseShell(text).hasErrors);
    expect(failed.length / scripts.length).toBeLessThan(0.01);
  });

  test("have commands whose words stand where they say", () => {
    let count = 0;
    for (const text of scripts) {
      for (const command of parseShell(text).commands) {
        count += 1;
        if (!command.exact) continue;
        for (const word of allWords(command)) {
          expect(text.slice(word.span.start, word.span.end)).toBe(word.text);
          for (const part of word.parts) {
            const written = text.slice(part.span.start, part.span.end);
            if (part.kind === "text" && part.quote === "single") {
              expect(part.value).toBe(written.replaceAll("\\<<", "<<"));
            }
            if (part.kind === "variable" || part.kind === "substitution") expect(written).toBe(part.text);
            if (part.kind === "template") expect(written.slice(2, -2).trim()).toBe(part.text);
          }
        }
      }
    }
    expect(count).toBeGreaterThan(15_000);
  });

  test("have programs with names, and outputs", () => {
    const commands = scripts.flatMap((text) => parseShell(text).commands);
    const named = commands.filter(({ name }) => name !== undefined);
    const known = named.filter((command) => programOf(command) !== undefined);
    expect(known.length / named.length).toBeGreaterThan(0.97);
    expect(commands.filter((command) => outputOf(command) === "log").length / commands.length).toBeGreaterThan(0.5);
  });
});
