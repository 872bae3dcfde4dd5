/** The line at the end of our commits by which they are known again, and that says which change they make. */
const TRAILER = "Circlesec-Change";
const LINE = new RegExp(String.raw`^${TRAILER}: ([0-9a-f]{64})$`, "m");

/** A whole commit message: subject, what there is to say, and the digest of the change in the trailer. */
export function writeMessage(subject: string, body: string, change: string): string {
  return `${[subject, body.trim(), `${TRAILER}: ${change}`].filter((part) => part !== "").join("\n\n")}\n`;
}

/** The digest in the trailer of a commit message; `undefined` where its last paragraph has none. */
export function readChange(message: string): string | undefined {
  const last =
    message
      .trimEnd()
      .split(/\r?\n\s*\n/)
      .at(-1) ?? "";
  return LINE.exec(last.replaceAll("\r\n", "\n"))?.[1];
}
