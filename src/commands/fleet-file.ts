import { dirname, resolve } from "node:path";
import type { FleetFile } from "../fleet/config/fleet-file.ts";
import { readFleetFile } from "../fleet/config/read-fleet-file.ts";
import { createDisk } from "../io/disk.ts";
import { findGitRoot } from "../io/git.ts";
import { shownPath } from "../io/paths.ts";
import { Source } from "../source/source.ts";
import { UserError } from "../user-error.ts";
import type { SelectFlags } from "./fleet-flags.ts";
import type { Host } from "./host.ts";

const USUAL_NAME = "fleet.yml";
const USUAL_STATE = ".circlesec-fleet";

/** What the fleet file says, and the folder that its paths are relative to. */
export interface OpenFleetFile {
  readonly keys: FleetFile;
  readonly folder: string;
  /** As people read it; `undefined` where there is none. */
  readonly shown: string | undefined;
}

/** The fleet file that flags name, or that of this folder; nothing where there is none. */
export function openFleetFile({ file }: Pick<SelectFlags, "file">, host: Pick<Host, "cwd">): OpenFleetFile {
  const disk = createDisk();
  const cwd = host.cwd();
  const path = resolve(cwd, file ?? USUAL_NAME);
  if (file === undefined && disk.kind(path) === undefined) return { keys: {}, folder: cwd, shown: undefined };
  const shown = shownPath(path, cwd, findGitRoot(disk, cwd) ?? cwd);
  return { keys: readFleetFile(new Source(shown, readShown(path, file ?? USUAL_NAME))), folder: dirname(path), shown };
}

/** The folder that remembers the campaign. */
export function stateFolderOf(
  { state }: Pick<SelectFlags, "state">,
  file: OpenFleetFile,
  host: Pick<Host, "cwd">,
): string {
  return state === undefined ? resolve(file.folder, file.keys.state ?? USUAL_STATE) : resolve(host.cwd(), state);
}

/** Text of a file that the user named; what is wrong with it is told by that name. */
export function readShown(path: string, shown: string): string {
  try {
    return createDisk().readText(path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.message.replaceAll(path, shown), { cause: error });
  }
}
