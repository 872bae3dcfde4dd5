/** A word of a POSIX shell; quoted where a character could mean something. */
export function quoteShell(text: string): string {
  return /^[\w./:@%+,=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A string of HCL, as policies have it. */
export function quoteHcl(text: string): string {
  return JSON.stringify(text);
}

/** A string of Terraform, in which `${` and `%{` would begin a template, and which has fewer escapes than JSON. */
export function quoteTerraform(text: string): string {
  const json = JSON.stringify(text).replaceAll(/\\(.)/g, (escape, letter: string) => ESCAPES[letter] ?? escape);
  return json.replaceAll(/[$%]\{/g, (opening) => `${opening[0]}${opening}`);
}

const ESCAPES: Readonly<Record<string, string>> = { b: "\\u0008", f: "\\u000c" };
