import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file that another program is given to read, in a folder of its own that only its user can look into. */
export interface TemporaryFile {
  readonly path: string;
  /** Takes it away. */
  remove(): void;
}

export function writeTemporary(name: string, text: string): TemporaryFile {
  const folder = mkdtempSync(join(tmpdir(), "circlesec-"));
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return {
    path,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
