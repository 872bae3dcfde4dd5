import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { credentialOfGit } from "../../src/io/forge-credential.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** What git is told besides: a file of settings of its own, and no others. */
function around(settings: string) {
  const cwd = temporaryFolder();
  const config = join(cwd, "config");
  writeFileSync(config, settings);
  const { PATH } = process.env;
  return { cwd, env: { PATH, HOME: cwd, GIT_CONFIG_GLOBAL: config, GIT_CONFIG_NOSYSTEM: "1" } };
}

test("a credential helper of git gives name and token", () => {
  const helper = '[credential]\n\thelper = "!f() { echo username=ann; echo password=made-up; }; f"\n';
  expect(credentialOfGit("git.example.com", around(helper))).toEqual({ username: "ann", secret: "made-up" });
});

test("where no helper knows a host, nobody is asked", () => {
  const { cwd, env } = around("");
  const program = join(cwd, "ask");
  writeFileSync(program, `#!/bin/sh\ntouch "${join(cwd, "asked")}"\necho made-up\n`, { mode: 0o755 });
  const asking = { ...env, GIT_ASKPASS: program, SSH_ASKPASS: program };
  expect(credentialOfGit("git.example.com", { cwd, env: asking })).toBeUndefined();
  expect(existsSync(join(cwd, "asked"))).toBe(false);
});
