import process from "node:process";
import { reportHtml } from "../src/fleet/report/html.ts";
import { sampleReport } from "../test/fleet/report/sample.ts";

/** Writes the page of a made-up fleet, to be looked at: `tsx tools/fleet-page.ts 5000 > page.html`. */
for (const piece of reportHtml(sampleReport(Number(process.argv[2] ?? 40)))) process.stdout.write(piece);
