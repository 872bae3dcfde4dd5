import { type AnonymousPulls, type JobRun, type StepLogin, type StepPull, shellOfRun } from "../model/index.ts";
import { detectShell } from "../shell/index.ts";
import { textOf, valueOf } from "../syntax/index.ts";
import type { LoginSyntax } from "./login-step.ts";
import type { Declined } from "./part.ts";

/** Clients that keep what they log in with where their own pulls look for it. */
const OWN_LOGIN = new Set(["docker", "podman", "buildah", "skopeo", "nerdctl", "crane", "gcrane"]);

/** How a login is written so that some pulls use it: in the shell of the jobs, with the client that pulls. */
export function syntaxFor({ jobs, first }: AnonymousPulls): LoginSyntax | Declined {
  const shells = new Set(jobs.map(({ run }) => shellFor(run)));
  const [shell] = shells;
  if (shell === undefined || shells.size > 1) return { declined: "the jobs that share the step have different shells" };
  if (shell === "other") return { declined: "the shell of the job is neither a POSIX shell nor PowerShell" };
  const pulls = jobs.flatMap((job) => job.pulls);
  const client = clientFor(first, pulls, jobs[0]?.run);
  if (client === undefined) {
    return { declined: `nothing shows that the job has a client that \`${first.called}\` shares its credentials with` };
  }
  const { folder, user } = first.keeping;
  if (folder !== undefined && !jobs.every(({ run }) => configFolderOf(run) === folder)) {
    return { declined: "the step that pulls has a client config of its own" };
  }
  if (shell === "powershell" && user === "root") return { declined: "PowerShell has no `sudo`" };
  return { shell, client, sudo: user === "root" };
}

/** How a login is written that is done the same way as another one. */
export function syntaxOfLogin({ login, event, keeping }: StepLogin, runs: readonly JobRun[]): LoginSyntax | Declined {
  const shells = new Set(runs.map(shellFor));
  const [shell] = shells;
  if (shell === undefined || shells.size > 1) return { declined: "the jobs that share the step have different shells" };
  if (shell === "other") return { declined: "the shell of the job is neither a POSIX shell nor PowerShell" };
  if (keeping?.folder !== undefined && !runs.every((run) => configFolderOf(run) === keeping.folder)) {
    return { declined: "the step has a client config of its own" };
  }
  const client = event ? (login?.client.replace(" auth", "") ?? "docker") : "docker";
  return { shell, client, sudo: keeping?.user === "root" };
}

function shellFor(run: JobRun): LoginSyntax["shell"] | "other" {
  const shell = shellOfRun(run) ?? (run.machine === "windows" ? "powershell.exe" : undefined);
  if (/powershell|pwsh/i.test(shell ?? "")) return "powershell";
  if (detectShell(shell) === "other") return "other";
  return /(?:^|[/\s])(?:da|a)?sh(?:\s|$)/.test(shell ?? "") ? "sh" : "bash";
}

/** The program to log in with. */
function clientFor(first: StepPull, pulls: readonly StepPull[], run: JobRun | undefined): string | undefined {
  const own =
    first.called
      .split(" ")[0]
      ?.replace(/^docker-compose$/, "docker")
      .replace(/^podman-compose$/, "podman") ?? "";
  if (!first.event || first.client.needsEngine) return own === "nerdctl" ? own : "docker";
  if (first.client.reads.includes("kaniko")) return undefined;
  const usesDocker = pulls.some(({ called }) => called.startsWith("docker"));
  if (OWN_LOGIN.has(own))
    return usesDocker && first.client.reads.includes("docker") ? "docker" : own.replace(/^gcrane$/, "crane");
  const isVirtual = run?.machine === "machine" || run?.machine === "runner" || run?.machine === "windows";
  return usesDocker || isVirtual || run?.steps.some(({ kind }) => kind === "remote-docker") ? "docker" : undefined;
}

/** The folder of the client's config that a job's settings name for all of its steps. */
function configFolderOf({ settings }: JobRun): string | undefined {
  const folders = settings.map(({ map }) => textOf(valueOf(valueOf(map, "environment"), "DOCKER_CONFIG")));
  return folders.find((folder) => folder !== undefined);
}
