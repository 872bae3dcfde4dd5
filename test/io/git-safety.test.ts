import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { describe, expect, it, test } from "vitest";
import { openGit } from "../../src/io/git/open-git.ts";
import { runGit } from "../../src/io/git/run-git.ts";
import { safeEnvironment } from "../../src/io/git/safety.ts";
import { UserError } from "../../src/user-error.ts";
import { checkoutWith } from "../cli/checkout.ts";
import { commitAll } from "./git-repository.ts";
import { runOrThrow } from "../package/run.ts";
import { temporaryFolder } from "./temporary-folder.ts";

interface Ran {
  readonly isDone: boolean;
  readonly stdout: string;
  readonly said: string;
}

/** Both ways to run git. */
const WAYS: readonly [name: string, run: (args: readonly string[], folder: string) => Promise<Ran>][] = [
  [
    "for those who wait",
    async (args, folder) => {
      const { isDone, stdout, said } = await runGit(args, { folder, env: process.env });
      return { isDone, stdout: stdout.toString(), said };
    },
  ],
  [
    "for those who cannot wait",
    async (args, folder) => {
      await Promise.resolve();
      try {
        return { isDone: true, stdout: openGit(folder, process.env).run(args).toString(), said: "" };
      } catch (error) {
        if (error instanceof UserError) return { isDone: false, stdout: "", said: error.message };
        throw error;
      }
    },
  ],
];

describe.each(WAYS)("git %s", (_, run) => {
  it("runs no hook, and no monitor that a repository names", async () => {
    const folder = checkoutWith({ "a.txt": "a\n" });
    commitAll(folder);
    const traps = temporaryFolder();
    const trap = join(traps, "trap");
    writeFileSync(trap, `#!/bin/sh\ntouch "${join(traps, "sprung")}"\n`, { mode: 0o755 });
    mkdirSync(join(folder, ".git/hooks"), { recursive: true });
    for (const hook of ["reference-transaction", "post-index-change", "post-checkout"]) {
      writeFileSync(join(folder, ".git/hooks", hook), `#!/bin/sh\n"${trap}"\n`, { mode: 0o755 });
    }
    runOrThrow("git", ["config", "core.fsmonitor", trap], { cwd: folder });
    writeFileSync(join(folder, "b.txt"), "b\n");
    expect((await run(["status", "--porcelain"], folder)).stdout).toBe("?? b.txt\n");
    expect(await run(["update-ref", "refs/heads/other", "HEAD"], folder)).toMatchObject({ isDone: true });
    expect(existsSync(join(traps, "sprung"))).toBe(false);
  });

  it("runs no command that stands in an address", async () => {
    const folder = checkoutWith({ "a.txt": "a\n" });
    const sprung = join(temporaryFolder(), "sprung");
    expect(await run(["ls-remote", `ext::touch ${sprung}`], folder)).toMatchObject({ isDone: false });
    expect(existsSync(sprung)).toBe(false);
  });

  it("tells in one line what git says, without an address", async () => {
    const said = await run(["ls-remote", "ftp://user:made-up@127.0.0.1:9/x"], temporaryFolder());
    expect(said.isDone).toBe(false);
    expect(said.said).not.toMatch(/made-up|\n/);
    expect(said.said).toMatch(/transport 'ftp' not allowed$/);
  });
});

test("a program that the user names for ssh is the one that is used", () => {
  const env = (given: NodeJS.ProcessEnv) => safeEnvironment({ folder: "/", env: given })["GIT_SSH_COMMAND"];
  expect(env({})).toBe("ssh -oBatchMode=yes");
  expect(env({ GIT_SSH_COMMAND: "ssh -i key" })).toBe("ssh -i key");
  expect(env({ GIT_SSH: "/usr/bin/plink" })).toBeUndefined();
});
