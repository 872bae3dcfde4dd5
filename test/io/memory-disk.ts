import type nodeFs from "node:fs";
import { createFsFromVolume, type DirectoryJSON, Volume } from "memfs";
import { createDisk, type Disk } from "../../src/io/disk.ts";

/** A file system in memory that holds these files; a `null` is an empty folder. */
export function memoryFs(files: DirectoryJSON): typeof nodeFs {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- memfs is node:fs in all but its types
  return createFsFromVolume(Volume.fromJSON(files)) as unknown as typeof nodeFs;
}

export function memoryDisk(files: DirectoryJSON): Disk {
  return createDisk(memoryFs(files));
}
