import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runOrThrow } from "./process.ts";

/** A key, and a certificate for it that vouches for itself. */
export interface Certificate {
  readonly file: string;
  readonly certificate: string;
  readonly key: string;
}

/** Makes a certificate for host names, in files of a folder. */
export async function makeCertificate(folder: string, hosts: readonly string[]): Promise<Certificate> {
  const [file, keyFile] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
  await runOrThrow("openssl", [
    ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 2 -subj /CN=circlesec-tests".split(" "),
    "-addext",
    `subjectAltName=${hosts.map((host) => `DNS:${host}`).join(",")}`,
    "-keyout",
    keyFile,
    "-out",
    file,
  ]);
  return { file, certificate: readFileSync(file, "utf8"), key: readFileSync(keyFile, "utf8") };
}
