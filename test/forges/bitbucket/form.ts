/** A form as it came: fields by name, and files by path. */
export interface Form {
  readonly fields: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, { readonly text: string; readonly attribute: string | undefined }>;
}

const DISPOSITION = /^form-data; name="([^"]*)"(?:; filename="([^"]*)")?(?:; x-attributes="(\w+)")?$/;

/** Reads a form strictly; `undefined` for what is none, or has a part that nobody knows. */
export function readForm(type: string | undefined, body: string): Form | undefined {
  const [, boundary] = /^multipart\/form-data; boundary=([\w-]+)$/.exec(type ?? "") ?? [];
  if (boundary === undefined) return undefined;
  const [first, ...parts] = `\r\n${body}`.split(`\r\n--${boundary}`);
  if (first !== "" || parts.pop() !== "--\r\n") return undefined;
  const fields = new Map<string, string>();
  const files = new Map<string, { text: string; attribute: string | undefined }>();
  for (const part of parts) {
    const [, head = "", content = ""] = /^\r\n([^]*?)\r\n\r\n([^]*)$/.exec(part) ?? [];
    const headers = new Map(
      head.split("\r\n").map((line) => [line.replace(/:.*/, "").toLowerCase(), line.replace(/^[^:]*:\s*/, "")]),
    );
    const [, name, file, attribute] = DISPOSITION.exec(headers.get("content-disposition") ?? "") ?? [];
    const isFile = file !== undefined;
    if (name === undefined || headers.size !== (isFile ? 2 : 1) || fields.has(name) || files.has(name))
      return undefined;
    if (isFile) files.set(name.replace(/^\//, ""), { text: content, attribute });
    else fields.set(name, content);
  }
  return { fields, files };
}
