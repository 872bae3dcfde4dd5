import { type Command, type Script, type Word, parseShell } from "../../src/shell/index.ts";
import { unindent } from "../edit/marked.ts";

/** The script of a template literal, indentation taken off. */
export function script(text: string): Script {
  return parseShell(unindent(text));
}

/** The first command whose name is written like this. */
export function command(text: string, name: string): Command {
  const found = script(text).commands.find((one) => one.name?.text === name);
  if (!found) throw new Error(`no command ${name}`);
  return found;
}

/** The words of a command as they are written. */
export function words({ name, args }: Command): string[] {
  return [...(name ? [name] : []), ...args].map(({ text }) => text);
}

/** All words of a command, those of its assignments and redirects too. */
export function allWords({ name, args, assignments, redirects }: Command): Word[] {
  const values = assignments.flatMap(({ value, elements }) => [...(value ? [value] : []), ...elements]);
  const targets = redirects.flatMap(({ target, body }) => [target, body].filter((word) => word !== undefined));
  return [...(name ? [name] : []), ...args, ...values, ...targets];
}

/** The parts of a word in short: `text` in its quotes, `$name`, `$(commands)`, `<template>`. */
export function parts(word: Word | undefined): string[] {
  const quotes = { none: "", single: "'", double: '"', ansi: "$'" };
  return (word?.parts ?? []).map((part) => {
    const quote = quotes[part.quote];
    if (part.kind === "text") return quote + part.value + quote.slice(-1);
    if (part.kind === "template") return `${quote}<${part.text}>${quote.slice(-1)}`;
    if (part.kind === "variable") return `${quote}$${part.name}${quote.slice(-1)}`;
    return `${quote}$(${part.commands.map((one) => words(one).join(" ")).join("; ")})${quote.slice(-1)}`;
  });
}
