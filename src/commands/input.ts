import { type Disk, createDisk } from "../io/disk.ts";
import { createListedDisk } from "../io/listed-disk.ts";
import { type Discovery, discover, discoverStaged } from "../io/discover.ts";
import type { Staged } from "../io/staged.ts";
import { UserError } from "../user-error.ts";
import type { Host } from "./host.ts";
import type { Flags } from "./flags.ts";

/** What a run is to read. */
export interface Input extends Discovery {
  /** True for standard input, which is no file. */
  readonly fromStdin: boolean;
  /** What files are read from: the working tree, or what is staged. */
  readonly disk: Disk;
  /** The working tree, whatever files are read from. */
  readonly onDisk: Disk;
  readonly isStaged: boolean;
}

/** The files that paths and flags ask for; what cannot be asked for is a UserError. */
export async function findInput(paths: readonly string[], flags: Flags, host: Host): Promise<Input> {
  const onDisk = createListedDisk(createDisk());
  const cwd = host.cwd();
  if (paths.includes("-")) {
    if (paths.length > 1 || flags.staged) {
      throw new UserError(`\`-\` (standard input) cannot be mixed with ${flags.staged ? "--staged" : "paths"}`);
    }
    return { fromStdin: true, disk: onDisk, onDisk, isStaged: false, files: [], unread: [] };
  }
  if (!flags.staged) {
    return { fromStdin: false, disk: onDisk, onDisk, isStaged: false, ...discover(paths, { cwd, disk: onDisk }) };
  }
  const staged = await openStaged(onDisk, host);
  const found = discoverStaged(paths, cwd, staged);
  return { fromStdin: false, disk: staged.disk, onDisk, isStaged: true, ...found };
}

async function openStaged(disk: Disk, host: Host): Promise<Staged> {
  const { readStaged } = await import("../io/staged.ts");
  return readStaged({ cwd: host.cwd(), env: host.env, disk });
}
