import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { writeCommands } from "../../src/vault-setup/commands.ts";
import { writeFiles } from "../../src/vault-setup/files.ts";
import { quoteHcl, quoteTerraform } from "../../src/vault-setup/quote.ts";
import { writeTerraform } from "../../src/vault-setup/terraform.ts";
import { toVaultSetup } from "../../src/vault-setup/to-vault-setup.ts";
import { SETUPS } from "./plans.ts";

const FORMATS = [
  ["sh", writeCommands],
  ["hcl.txt", writeFiles],
  ["tf", writeTerraform],
] as const;

const ALL = SETUPS.flatMap(([name, flags]) => FORMATS.map(([extension, write]) => ({ name, extension, flags, write })));

test.each(ALL)("the setup $name as $extension is what was read", async ({ name, extension, flags, write }) => {
  await expect(write(toVaultSetup(undefined, flags))).toMatchFileSnapshot(`texts/${name}.${extension}`);
});

test.each(SETUPS)("the commands of the setup %s are words of a POSIX shell", (_, flags) => {
  const { status, stderr } = spawnSync("sh", ["-n"], { input: writeCommands(toVaultSetup(undefined, flags)) });
  expect([status, stderr.toString()]).toEqual([0, ""]);
});

test.each([
  ["a", '"a"', '"a"'],
  ['say "a"', '"say \\"a\\""', '"say \\"a\\""'],
  ["a\\b", '"a\\\\b"', '"a\\\\b"'],
  ["${a}", '"${a}"', '"$${a}"'],
  ["$${a}", '"$${a}"', '"$$${a}"'],
  ["%{if a}", '"%{if a}"', '"%%{if a}"'],
  ["a\nb", '"a\\nb"', '"a\\nb"'],
  ["a\bb\\b", '"a\\bb\\\\b"', '"a\\u0008b\\\\b"'],
])("%j is quoted for HCL and for Terraform", (text, hcl, terraform) => {
  expect([quoteHcl(text), quoteTerraform(text)]).toEqual([hcl, terraform]);
});
