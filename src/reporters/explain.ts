import type { Finding, Safety } from "../finding.ts";
import { drawFrame } from "./frame.ts";
import type { Row } from "./rows.ts";
import { visible } from "./text.ts";

const FRAME_WIDTH = 100;

/** What is said behind the title of a fix. */
export const SAFETY: Readonly<Record<Safety, string>> = {
  safe: "",
  "needs-setup": " (needs setup)",
  unsafe: " (unsafe: needs --unsafe)",
};

/** What a finding says besides its message, each part with its label; nothing steers a terminal. */
export function explain({ why, fix, help }: Finding): { readonly label: string; readonly text: string }[] {
  const parts = [
    { label: "why", text: why },
    { label: "fix", text: fix && fix.title + SAFETY[fix.safety] },
    { label: "help", text: help },
  ];
  return parts.flatMap(({ label, text }) => (text === undefined ? [] : [{ label, text: visible(text) }]));
}

/** The line of a finding without colours, secrets masked. */
export function plainFrame({ file, finding }: Row): string[] {
  return drawFrame(file.source, finding.span, { width: FRAME_WIDTH, hidden: file.secrets, paint: unpainted });
}

function unpainted(carets: string): string {
  return carets;
}
