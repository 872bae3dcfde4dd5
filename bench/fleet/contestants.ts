import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ourCall } from "../ours.ts";
import type { Organization } from "./organization.ts";
import { type Taken, gitEnvironment, runAll, taken } from "./work.ts";

/** Where fixes are refused or files cannot be read, as in a corpus, the exit code says so. */
const STATUS = [0, 2, 3];

/** `circlesec fleet plan` of all of it, with nothing remembered. */
export function plan(organization: Organization, scratch: string): Promise<Taken> {
  const folder = join(scratch, "plan");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const host = `{host: github.com, forge: github, api: "${organization.url}", token: {env: FLEET_TOKEN}}`;
  writeFileSync(join(folder, "fleet.yml"), `select: {github: [{owner: acme}]}\nhosts: [${host}]\n`);
  return planAgain(organization, scratch);
}

/** The same again, when nothing has changed. */
export function planAgain(organization: Organization, scratch: string): Promise<Taken> {
  const folder = join(scratch, "plan");
  const env = { FLEET_TOKEN: "made-up", HOME: folder, XDG_CACHE_HOME: join(scratch, "cache") };
  const call = { ...ourCall(["fleet", "plan"], folder, env), status: STATUS };
  return taken(organization, () => runAll([() => call], 1));
}

/** A clone without history of each, and `circlesec lint` in it, so many at once. */
export function cloneAndLint(organization: Organization, scratch: string, lanes: number): Promise<Taken> {
  const folder = join(scratch, "clones");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { program, args } = ourCall(["lint", "--fail-on", "never", "--format", "concise"], folder);
  const script = 'git clone --quiet --depth 1 "$0" "$1" && cd "$1" && shift && exec "$@"';
  const calls = organization.names.map((name, index) => () => {
    const words = [`${organization.url}/${name}.git`, join(folder, String(index)), program, ...args];
    return { program: "sh", args: ["-c", script, ...words], cwd: folder, status: STATUS, env: gitEnvironment(folder) };
  });
  return taken(organization, () => runAll(calls, lanes));
}
