import { describe, expect, test } from "vitest";
import { detectShell, parseShell, programOf, tracesCommands } from "../../src/shell/index.ts";

/** The program that the first command runs, in short. */
function program(text: string): string | undefined {
  const [command] = parseShell(text).commands;
  const found = command && programOf(command);
  return (
    found && [...found.wrappers.map((name) => `${name}:`), found.name, ...found.args.map((arg) => arg.text)].join(" ")
  );
}

describe("the program of", () => {
  test.each([
    ["docker pull x", "docker pull x"],
    ["/usr/bin/docker pull x", "docker pull x"],
    ["docker.exe pull x", "docker pull x"],
    ["'docker' pull", "docker pull"],
    ["\\docker pull", "docker pull"],
    ['"$BIN/docker" pull', "docker pull"],
    ["A=1 docker pull", "docker pull"],
    ["sudo docker pull", "sudo: docker pull"],
    ["sudo -E -H -n -u me docker pull", "sudo: docker pull"],
    ["sudo -Eu me --user me --group=x -- docker pull", "sudo: docker pull"],
    ["sudo A=1 docker pull", "sudo: docker pull"],
    ["sudo -i", "sudo -i"],
    ["sudo -l docker", "sudo -l docker"],
    ["env docker pull", "env: docker pull"],
    ["env -i A=1 B=$C -u D docker pull", "env: docker pull"],
    ["env", "env"],
    ["env A=1", "env A=1"],
    ["exec docker run", "exec: docker run"],
    ["exec -a x docker run", "exec: docker run"],
    ["exec > f", "exec"],
    ["command docker pull", "command: docker pull"],
    ["command -v docker", "command -v docker"],
    ["nohup docker run &", "nohup: docker run"],
    ["env time -p docker pull", "env: time: docker pull"],
    ["time docker pull", "docker pull"],
    ["nice -n 10 docker pull", "nice: docker pull"],
    ["nice -10 docker pull", "nice: docker pull"],
    ["timeout 5m docker pull", "timeout: docker pull"],
    ["timeout -k 5 --signal=KILL $T docker pull", "timeout: docker pull"],
    ["timeout --kill-after 5 -s KILL 1m docker pull", "timeout: docker pull"],
    ["sudo -n timeout 5 env A=1 /bin/docker pull", "sudo: timeout: env: docker pull"],
    ["xargs docker pull", "xargs: docker pull"],
    ["retry docker pull", "retry: docker pull"],
    ["$CMD docker", undefined],
    ["sudo $CMD docker", undefined],
    ["<< parameters.run >> docker", undefined],
    ["A=1", undefined],
    ["> f", undefined],
  ])("%s: %s", (text, expected) => {
    expect(program(text)).toBe(expected);
  });
});

describe("the shell", () => {
  test.each([
    [undefined, "bash"],
    ["", "bash"],
    ["bash", "bash"],
    ["/bin/bash -eo pipefail", "bash"],
    ["/bin/bash --login -eo pipefail", "bash"],
    ["sh", "bash"],
    ["/bin/dash", "bash"],
    ["ash", "bash"],
    ["zsh", "bash"],
    ["bash.exe --login", "bash"],
    ["/usr/bin/env bash -euo pipefail -c", "bash"],
    ["/usr/bin/env -S bash -e", "bash"],
    ["C:\\Program\\bash.exe", "bash"],
    ["powershell", "other"],
    ["powershell.exe -ExecutionPolicy Bypass", "other"],
    ["pwsh", "other"],
    ["cmd.exe", "other"],
    ["python", "other"],
    ["/usr/bin/env node", "other"],
    ["ruby", "other"],
    ["fish", "other"],
    ["<< parameters.shell >>", "other"],
  ])("%s reads %s", (shell, expected) => {
    expect(detectShell(shell)).toBe(expected);
  });

  test.each([
    ["/bin/bash -x", true],
    ["/bin/bash -exo pipefail", true],
    ["bash -eo pipefail -o xtrace", true],
    ["/usr/bin/env bash -eux", true],
    ["/bin/bash -eo pipefail", false],
    ["/bin/bash --login --norc", false],
    ["bash +x", false],
    ["bash", false],
    ["python -x", false],
    [undefined, false],
  ])("%s traces: %s", (shell, expected) => {
    expect(tracesCommands(shell)).toBe(expected);
  });
});
