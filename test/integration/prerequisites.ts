import process from "node:process";
import { pathOf } from "../package/run.ts";

/** What the servers, their clients and the steps of a job are made of; `prepare.sh` installs all but the first two. */
const PROGRAMS = ["go", "docker", "docker-registry", "skopeo", "openssl", "setpriv", "bash", "curl", "jq"];

const absent = PROGRAMS.filter((program) => !pathOf(program));

/** False where a program is missing; the tests that need one are skipped then, and their titles say so. */
export const hasServers = absent.length === 0;
export const whenServers = hasServers ? "on real servers" : `on real servers (skipped: no ${absent.join(", ")})`;

if (!hasServers) {
  process.stderr.write(`skipped: tests on real servers, because these are missing: ${absent.join(", ")}\n`);
}
