import { createHash } from "node:crypto";
import { escapeHtml } from "./html-text.ts";
import { SCRIPT } from "./html-script.ts";
import { STYLE } from "./html-style.ts";

/** How a page looks, and what it does. */
export interface PageParts {
  readonly style: string;
  readonly script: string;
}

/** A page that loads nothing and runs and shows only what it was made with, by its own policy. */
export function page(title: string, body: readonly string[]): string {
  const parts = { style: STYLE, script: SCRIPT };
  return [startPage(title, parts), ...body, endPage(parts)].join("\n");
}

/** All of such a page that comes before its body. */
export function startPage(title: string, { style, script }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escapeHtml(title)}</title>`,
    `<style>${style}</style>`,
    "</head>",
    "<body>",
  ].join("\n");
}

/** All that comes after it. */
export function endPage({ script }: PageParts): string {
  return [`<script>${script}</script>`, "</body>", "</html>", ""].join("\n");
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
