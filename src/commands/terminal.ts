import type { Output } from "../io/output.ts";

/** What a terminal may be told by its name; each draws links, or leaves the escape sequence out. */
const PROGRAMS: Readonly<Record<string, string>> = {
  "iTerm.app": "3.1",
  WezTerm: "20200620",
  vscode: "1.72",
  zed: "0",
  ghostty: "0",
  tmux: "3.4",
  WarpTerminal: "0",
  rio: "0",
};
const TERMS = new Set(["xterm-kitty", "xterm-ghostty", "alacritty", "foot", "foot-extra", "wezterm", "contour"]);
/** 0.50.0 of the library behind GNOME's terminals crashes on a link. */
const VTE_AFTER_CRASH = 5001;

/**
 * True when text can be a link (OSC 8). `FORCE_HYPERLINK` decides, then whether someone is looking, then what is known of
 * the terminal: where nothing is, there are no links.
 */
export function showsLinks(stream: Pick<Output, "isTTY">, env: NodeJS.ProcessEnv): boolean {
  const { FORCE_HYPERLINK, TERM = "", TERM_PROGRAM = "", TERM_PROGRAM_VERSION = "0" } = env;
  if (FORCE_HYPERLINK !== undefined && FORCE_HYPERLINK !== "") return !["0", "false"].includes(FORCE_HYPERLINK);
  if (!stream.isTTY || TERM === "dumb" || env["CI"] || env["TEAMCITY_VERSION"]) return false;
  if (env["WT_SESSION"] || env["KONSOLE_VERSION"] || env["DOMTERM"] || TERMS.has(TERM)) return true;
  if (Number(env["VTE_VERSION"] ?? 0) >= VTE_AFTER_CRASH) return true;
  const since = PROGRAMS[TERM_PROGRAM];
  return since !== undefined && isFrom(since, TERM_PROGRAM_VERSION);
}

function isFrom(since: string, version: string): boolean {
  const [have, want] = [version, since].map((text) => (text.match(/\d+/g) ?? []).map(Number));
  for (const [index, number] of (want ?? []).entries()) {
    const own = have?.[index] ?? 0;
    if (own !== number) return own > number;
  }
  return true;
}
