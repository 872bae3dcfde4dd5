import { resolve } from "node:path";
import { writeFleetFile } from "../fleet/config/write-fleet-file.ts";
import { createDisk } from "../io/disk.ts";
import { UserError } from "../user-error.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import type { FleetInitFlags } from "./fleet.ts";
import type { Host } from "./host.ts";

/** `circlesec fleet init`. */
export function runFleetInit({ file, ...owners }: FleetInitFlags, host: Host): Promise<ExitCode> {
  const disk = createDisk();
  const path = resolve(host.cwd(), file);
  if (disk.kind(path) !== undefined) {
    throw new UserError(`there is a \`${file}\` already`, { help: "Name another file with --file, or edit that one" });
  }
  disk.writeText(path, writeFleetFile(owners));
  host.stdout.write(`${file} is written: look at what it selects, then run \`circlesec fleet plan\`\n`);
  return Promise.resolve(EXIT.clean);
}
