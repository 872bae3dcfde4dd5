import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { writeCommands } from "../../src/vault-setup/commands.ts";
import type { SetupPlan } from "../../src/vault-setup/plan.ts";
import { policyText } from "../../src/vault-setup/policy.ts";
import { quoteShell } from "../../src/vault-setup/quote.ts";
import { ROLE_DEFAULTS, roleOf } from "../../src/vault-setup/rights.ts";
import { toVaultSetup } from "../../src/vault-setup/to-vault-setup.ts";
import { temporaryFolder } from "../io/temporary-folder.ts";
import { LEAST } from "./plans.ts";

/** Writes down its arguments, and standard input where they ask for it; there is nothing in this Vault yet. */
const VAULT = String.raw`#!/bin/sh
for argument; do printf '%s\1' "$argument"; last=$argument; done >> calls
case $last in -|*=-) cat >> calls ;; esac
printf '\2' >> calls
[ "$1" != read ]
`;

interface Call {
  readonly argv: readonly string[];
  readonly stdin: string;
}

/** Runs the script by itself in a folder, with a stub for `vault` and this standard input. */
function runScript(script: string, input: string) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "vault"), VAULT);
  chmodSync(join(folder, "vault"), 0o755);
  writeFileSync(join(folder, "calls"), "");
  writeFileSync(join(folder, "setup.sh"), script);
  const env = { PATH: `${folder}:${process.env["PATH"]}` };
  const { status, stderr } = spawnSync("sh", ["setup.sh"], { cwd: folder, env, input, encoding: "utf8" });
  const calls = spawnSync("cat", ["calls"], { cwd: folder, encoding: "utf8" }).stdout.split("\u0002").slice(0, -1);
  return { status, stderr, isBroken: existsSync(join(folder, "broken")), calls: calls.map(readCall) };
}

function readCall(text: string): Call {
  const parts = text.split("\u0001");
  return { argv: parts.slice(0, -1), stdin: parts.at(-1) ?? "" };
}

const HOSTILE = [
  "'; touch broken; '",
  "$(touch broken)",
  "`touch broken`",
  '" && touch broken; "',
  "a\nPOLICY\ntouch broken\n",
  "\nROLE\ntouch broken\n",
  "& touch broken #",
  "~/*?[a]{b,c}!!",
  "\\",
  "$HOME",
];

test.each(HOSTILE)("%j is one word to the shell, and nothing more", (text) => {
  const { stdout } = spawnSync("sh", ["-c", `printf %s ${quoteShell(text)}`], { encoding: "utf8" });
  expect(stdout).toBe(text);
});

const plan: SetupPlan = toVaultSetup(undefined, LEAST);

test.each(HOSTILE)("commands run nothing of the value %j, wherever it stands", (text) => {
  const hostile: SetupPlan = {
    ...plan,
    address: text,
    namespace: text,
    issuer: text,
    organization: text,
    projects: [text],
    branches: [text],
    authMount: text,
    policy: text,
    role: text,
    isRoleNamed: true,
    engine: { kind: "kv2", mount: text, path: text, username: text, usernameField: text, passwordField: text },
  };
  const { status, isBroken, calls } = runScript(writeCommands(hostile), "made-up\n");
  expect([status, isBroken]).toEqual([0, false]);
  expect(calls).toEqual([
    { argv: ["read", `sys/auth/${text}`], stdin: "" },
    { argv: ["auth", "enable", `-path=${text}`, "jwt"], stdin: "" },
    { argv: ["read", "-field=oidc_discovery_url", `auth/${text}/config`], stdin: "" },
    { argv: ["write", `auth/${text}/config`, `oidc_discovery_url=${text}`, `bound_issuer=${text}`], stdin: "" },
    { argv: ["policy", "write", text, "-"], stdin: policyText(hostile) },
    { argv: ["write", `auth/${text}/role/${text}`, "-"], stdin: expect.any(String) },
    { argv: ["read", `sys/mounts/${text}`], stdin: "" },
    { argv: ["secrets", "enable", `-path=${text}`, "-version=2", "kv"], stdin: "" },
    { argv: ["kv", "put", `-mount=${text}`, text, `${text}=${text}`, `${text}=-`], stdin: "made-up" },
  ]);
  expect(JSON.parse(calls[5]?.stdin ?? "")).toEqual({ ...roleOf(hostile), ...ROLE_DEFAULTS });
});

test("the password goes through standard input alone, whatever is in it", () => {
  const password = String.raw` $(touch broken)'"\n%s `;
  const { calls, stderr } = runScript(writeCommands(plan), `${password}\n`);
  expect(stderr).toBe("");
  expect(calls.at(-1)).toEqual({
    argv: ["write", "dockerhub/config/acmeci", "Scope=read", "password=-"],
    stdin: password,
  });
  expect(calls.flatMap(({ argv }) => argv).filter((argument) => argument.includes(password))).toEqual([]);
});

test("without a password what is stored is left", () => {
  const { status, calls } = runScript(writeCommands(plan), "");
  expect([status, calls.at(-1)?.argv]).toEqual([0, ["secrets", "enable", "-path=dockerhub", "dockerhub"]]);
});

test("paths with signs of the shell come through from the command line", () => {
  const flags = { ...LEAST, engine: "kv1", mount: "it's $HOME/", path: "/a;b & `c` (d)" };
  const { calls } = runScript(writeCommands(toVaultSetup(undefined, flags)), "made-up");
  expect(calls.at(-1)?.argv).toEqual([
    "kv",
    "put",
    "-mount=it's $HOME",
    "a;b & `c` (d)",
    "username=acmeci",
    "password=-",
  ]);
});
