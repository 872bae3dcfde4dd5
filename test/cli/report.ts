import type { Report } from "../../src/reporters/json.ts";

// oxlint-disable-next-line no-control-regex
const COLOR = /\u001B\[\d+m/;

/** The paths of the findings in a report for people, each once, in order. */
export function pathsIn(stdout: string): string[] {
  return [...new Set([...stdout.matchAll(/^(\S+):\d+:\d+ (?:error|warning|info) /gm)].map(([, path]) => path ?? ""))];
}

export function parseReport(stdout: string): Report {
  return JSON.parse(stdout);
}

export function isColored(text: string): boolean {
  return COLOR.test(text);
}
