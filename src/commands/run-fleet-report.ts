import { relative, resolve } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { reportFleet } from "../fleet/report/fleet-report.ts";
import { writeReport } from "../fleet/report/formats.ts";
import { prepareReportFile, writeReportPieces } from "../io/report-file.ts";
import { UserError } from "../user-error.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { openFleetFile, stateFolderOf } from "./fleet-file.ts";
import type { FleetReportFlags } from "./fleet-flags.ts";
import { readJournal } from "./fleet-journal.ts";
import { shownName } from "./fleet-name.ts";
import type { Host } from "./host.ts";
import { Outlet } from "./outlet.ts";
import { wantsColor } from "./output.ts";

const WIDTH = 120;

/** `circlesec fleet report`. */
export async function runFleetReport(flags: FleetReportFlags, host: Host): Promise<ExitCode> {
  const { format, output, color } = flags;
  const { stdout } = host;
  const folder = stateFolderOf(flags, openFleetFile(flags, host), host);
  const journal = readJournal(folder, host);
  if (!journal) {
    throw new UserError(
      `there is nothing to report: \`${relative(host.cwd(), folder) || "."}\` remembers no campaign`,
      {
        help: "Run `circlesec fleet plan` first, or name the folder with --state",
      },
    );
  }
  try {
    const report = reportFleet(journal, {
      version: manifest.version,
      at: new Date().toISOString(),
      nameOf: (repository) => shownName(repository, host.cwd()),
    });
    const isShown = output === undefined && stdout.isTTY;
    const look = {
      color: output === undefined && wantsColor(color === undefined ? {} : { color }, stdout, host.env),
      width: isShown ? stdout.columns : WIDTH,
    };
    const pieces = await writeReport(format, report, look);
    if (output === undefined) {
      const outlet = new Outlet(stdout, { waits: false, prepare: () => undefined });
      for (const piece of pieces) await outlet.add(piece);
      await outlet.flush();
    } else {
      const path = resolve(host.cwd(), output);
      prepareReportFile(path);
      writeReportPieces(path, pieces);
    }
    return EXIT.clean;
  } finally {
    journal.close();
  }
}
