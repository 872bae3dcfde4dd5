import { handlesImages } from "../../docker/handles-images.ts";
import { readImageCommand } from "../../docker/image-command.ts";
import type { CommandEvent } from "../commands/command-event.ts";
import type { JobEvent } from "../commands/job-commands.ts";
import { mayRunElsewhere, runsElsewhere } from "../images/guesses.ts";
import type { Step } from "../steps/step.ts";

/** Words of programs that use what `docker login` stored, and of engines elsewhere. */
const USES_LOGIN =
  /\.docker\b|DOCKER_(?:CONFIG|HOST|AUTH)|\b(?:helm|oras|cosign|notation|regctl|buildctl|buildkitd|buildx|jib|bazel|img|umoci|copacetic|kubectl|pack|registry|image|imagetools|testcontainers)\b/i;

/**
 * Whether anything behind a login can use it, in a job without a container engine. `hidden`: only what nobody can see into:
 * `make`, scripts that are not here, commands of unknown orbs.
 */
export function isLoginUsedAfter(events: readonly JobEvent[], login: CommandEvent): "yes" | "hidden" | "no" {
  let isHidden = false;
  for (const event of events.slice(events.indexOf(login) + 1)) {
    if (event.kind === "step") {
      const use = useOfStep(event.step);
      if (use === "yes") return use;
      if (use === "hidden") isHidden = true;
      continue;
    }
    // Without an engine a logout is all that docker can still do.
    const image = readImageCommand(event.program, () => event.args);
    const isLogout = image?.acts.every(({ kind }) => kind === "logout") === true;
    if (isLogout) continue;
    if (image || /^(?:docker|podman|buildah|nerdctl)$/.test(event.program)) {
      if (/ (?:login|version|info|--version)\b/.test(event.text)) continue;
      return "yes";
    }
    if (event.program === "echo" || event.program === "printf") continue;
    if (handlesImages(event.text) || USES_LOGIN.test(event.text)) return "yes";
    if (runsElsewhere(event)) isHidden = true;
  }
  return isHidden ? "hidden" : "no";
}

function useOfStep(step: Step): "yes" | "hidden" | "no" {
  const { kind, part, run, name } = step;
  if (kind === "builtin") return "no";
  if (kind === "orb") return part?.does === "login" || part?.does === "vault" ? "no" : "yes";
  if (kind !== "run") return /docker|image|kaniko|push|publish|build|deploy/i.test(name) ? "yes" : "hidden";
  const text = run?.scalar.value ?? "";
  if (handlesImages(text) || USES_LOGIN.test(text)) return "yes";
  return mayRunElsewhere(step) ? "hidden" : "no";
}
