import { join } from "node:path";
import process from "node:process";
import { expect, it } from "vitest";
import { buildCopy } from "../package/build.ts";
import { run } from "../package/run.ts";
import { LEAST } from "../vault-setup/plans.ts";
import { folderWith } from "./checkout.ts";

const CLI = join(buildCopy(), "dist/cli.cjs");
const { organization = "", project = [], username = "" } = LEAST;
const IDS = ["--organization", organization, "--project", project[0] ?? "", "--username", username];

/** Runs the built command in an empty folder that is its home too. */
function setup(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const cwd = folderWith({});
  return run(process.execPath, [CLI, "vault", "setup", ...args], {
    cwd,
    env: { HOME: cwd, VAULT_ADDR: "", VAULT_TOKEN: "", VAULT_CACERT: "", ...env },
  });
}

it("prints commands, or the format that is asked for", () => {
  expect(setup(IDS)).toMatchObject({ status: 0, stderr: "" });
  expect(setup(IDS).stdout).toContain("\nvault policy write circlesec-circleci-docker - <<'POLICY'\n");
  expect(setup([...IDS, "--format", "terraform"]).stdout).toContain('\nresource "vault_policy" "circleci" {\n');
  expect(setup([...IDS, "--format", "hcl"]).stdout).toContain(
    "\n# role.json: vault write auth/jwt/role/circleci-docker @role.json\n",
  );
});

it.each<[args: string[], env: Record<string, string>, said: string]>([
  [
    [],
    {},
    "circlesec: `vault.setup.organization` is missing: the id of the CircleCI organization\nGive it with --organization, or as `vault.setup.organization` in the settings file; CircleCI shows it under Organization Settings > Overview\n",
  ],
  [[...IDS, "--check"], {}, "circlesec: no address of Vault is given\nSet VAULT_ADDR, or give --address\n"],
  [
    [...IDS, "--check"],
    { VAULT_ADDR: "http://127.0.0.1:1" },
    "circlesec: no token of Vault is given\nSet VAULT_TOKEN, or log in with `vault login`\n",
  ],
  [
    [...IDS, "--check"],
    { VAULT_ADDR: "127.0.0.1:1" },
    "circlesec: `VAULT_ADDR` is not a plain http or https URL\nGive it with VAULT_ADDR\n",
  ],
  [
    [...IDS, "--check"],
    { VAULT_ADDR: "http://127.0.0.1:1", VAULT_TOKEN: "made-up" },
    "circlesec: Vault at `http://127.0.0.1:1` cannot be reached: the connection is refused\nCheck the address (--address or VAULT_ADDR), and that this machine may reach it\n",
  ],
  [
    [...IDS, "--format", "json"],
    {},
    "circlesec: --format json is only for --check\nAdd --check, or take commands, hcl or terraform\n",
  ],
  [[...IDS, "--check", "--format", "hcl"], {}, "circlesec: --format hcl is not for --check\nTake text or json\n"],
  [["--rolle", "a"], {}, "circlesec: unknown option '--rolle'\nDid you mean --role?\n"],
])("%j with %j cannot be done, and says why", (args, env, said) => {
  expect(setup(args, env)).toMatchObject({ status: 2, stdout: "", stderr: said });
});
