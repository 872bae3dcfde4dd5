/** Another way in which the same config can be written; findings and fixes must not care. */
export interface Disguise {
  readonly name: string;
  readonly suits: (text: string) => boolean;
  readonly wear: (text: string) => string;
}

const BLOCK_ROOT = /^(?:#.*\n|\n|---.*\n)*["\w]/;

export const disguises: readonly Disguise[] = [
  {
    name: "with CRLF",
    suits: (text) => !text.includes("\r"),
    wear: (text) => text.replaceAll("\n", "\r\n"),
  },
  {
    name: "with a byte-order mark",
    suits: (text) => !text.startsWith("\uFEFF"),
    wear: (text) => `\uFEFF${text}`,
  },
  {
    name: "without a final newline",
    suits: (text) => text.endsWith("\n") && !text.endsWith("\n\n"),
    wear: (text) => text.replace(/\n$/, ""),
  },
  {
    name: "behind characters outside the basic plane",
    suits: () => true,
    wear: (text) => `# 🎉 é 日本 𝒳\n${text}`,
  },
  {
    name: "behind a block scalar with tabs",
    suits: (text) => BLOCK_ROOT.test(text) && !text.startsWith("---"),
    wear: (text) => `x-note: |\n  a\tb\n  \t\tc\n\n${text}`,
  },
];
