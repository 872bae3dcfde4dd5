import { randomUUID } from "node:crypto";
import type { BranchRequest } from "../../fleet/forge.ts";
import type { ApiRequest } from "../http/transport.ts";

/** Whether a path can be written in a form: what Bitbucket makes of quotes and control characters there, nobody says. */
export function fitsForm(path: string): boolean {
  // eslint-disable-next-line no-control-regex -- it is control characters that are looked for
  return !/["\\\u0000-\u001F\u007F]/.test(path);
}

/**
 * A form as Bitbucket takes commits: fields, and files by their paths from the root. The slash tells a file of the name of a
 * field from that field; `x-attributes` keeps a file executable.
 */
export function writeForm(
  fields: Readonly<Record<string, string>>,
  files: BranchRequest["files"],
): NonNullable<ApiRequest["content"]> {
  const boundary = `circlesec-${randomUUID()}`;
  const parts = [
    ...Object.entries(fields).map(([name, value]) => `name="${name}"\r\n\r\n${value}`),
    ...files.map(({ path, text, isExecutable }) => {
      const attributes = isExecutable ? '; x-attributes="executable"' : "";
      const name = path.slice(path.lastIndexOf("/") + 1);
      const head = `name="/${path}"; filename="${name}"${attributes}`;
      return `${head}\r\nContent-Type: application/octet-stream\r\n\r\n${text}`;
    }),
  ];
  const whole = parts.map((part) => `--${boundary}\r\nContent-Disposition: form-data; ${part}\r\n`);
  const bytes = Buffer.from(`${whole.join("")}--${boundary}--\r\n`);
  return { type: `multipart/form-data; boundary=${boundary}`, bytes };
}
