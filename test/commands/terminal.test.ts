import { expect, it } from "vitest";
import { showsLinks } from "../../src/commands/terminal.ts";

const TERMINAL = { isTTY: true };
const PIPE = { isTTY: false };

it.each([
  ["iTerm", { TERM_PROGRAM: "iTerm.app", TERM_PROGRAM_VERSION: "3.5.4" }],
  ["the terminal of VS Code", { TERM_PROGRAM: "vscode", TERM_PROGRAM_VERSION: "1.100.2" }],
  ["kitty", { TERM: "xterm-kitty" }],
  ["GNOME Terminal", { TERM: "xterm-256color", VTE_VERSION: "7006" }],
  ["Windows Terminal", { WT_SESSION: "1" }],
  ["a new tmux", { TERM: "tmux-256color", TERM_PROGRAM: "tmux", TERM_PROGRAM_VERSION: "3.5a" }],
])("%s shows links", (_, env) => {
  expect(showsLinks(TERMINAL, env)).toBe(true);
  expect(showsLinks(PIPE, env)).toBe(false);
  expect(showsLinks(TERMINAL, { ...env, CI: "true" })).toBe(false);
  expect(showsLinks(TERMINAL, { ...env, TERM: "dumb" })).toBe(false);
  expect(showsLinks(TERMINAL, { ...env, FORCE_HYPERLINK: "0" })).toBe(false);
});

it.each([
  ["a terminal of which nothing is known", { TERM: "xterm-256color" }],
  ["Apple's terminal", { TERM_PROGRAM: "Apple_Terminal", TERM_PROGRAM_VERSION: "455" }],
  ["an old iTerm", { TERM_PROGRAM: "iTerm.app", TERM_PROGRAM_VERSION: "3.0.15" }],
  ["the VTE that crashes on links", { VTE_VERSION: "5000" }],
  ["an old tmux", { TERM_PROGRAM: "tmux", TERM_PROGRAM_VERSION: "3.3a" }],
])("%s gets none, unless FORCE_HYPERLINK says so", (_, env) => {
  expect(showsLinks(TERMINAL, env)).toBe(false);
  expect(showsLinks(PIPE, { ...env, CI: "true", FORCE_HYPERLINK: "1" })).toBe(true);
});
