import { readImageCommand } from "../../docker/image-command.ts";
import { eventsOf } from "../commands/job-commands.ts";
import type { Config } from "../config.ts";
import { jobRunsOf } from "../steps/job-runs.ts";
import { type OwnImages, repositoryOf } from "./engine.ts";
import { Memory } from "../../source/memory.ts";

const cache = new Memory<Config, OwnImages>();

/** The images that the jobs of a file make. What they do is only looked at when somebody asks. */
export function ownImagesOf(config: Config): OwnImages {
  const known = cache.get(config);
  if (known) return known;
  let names: ReadonlySet<string> | undefined;
  const made = (): ReadonlySet<string> => (names ??= readNames(config));
  const own: OwnImages = {
    isMade: (repository) => made().has(repository),
    isRelated: (repository) => made().has(repository) || made().has(namespaceOf(repository)),
  };
  cache.set(config, own);
  return own;
}

function readNames(config: Config): Set<string> {
  const names = new Set<string>();
  for (const [, owner = ""] of config.tree.source.text.matchAll(/github\.com[/:]([\w-]+)\//g)) {
    names.add(`docker.io/${owner.toLowerCase()}/`);
  }
  for (const run of jobRunsOf(config)) {
    for (const event of eventsOf(config, run)) {
      if (event.kind === "step") continue;
      for (const act of readImageCommand(event.program, () => event.args)?.acts ?? []) {
        const images = act.kind === "build" ? act.tags : act.kind === "local" ? (act.images ?? []) : [];
        for (const text of images.flatMap(({ texts }) => [...texts])) {
          const repository = repositoryOf(text);
          names.add(repository).add(namespaceOf(repository));
        }
      }
    }
  }
  return names;
}

/** `docker.io/acme/` of `docker.io/acme/app`; official images share nothing. */
function namespaceOf(repository: string): string {
  const namespace = repository.slice(0, repository.lastIndexOf("/") + 1);
  return namespace === "docker.io/library/" ? repository : namespace;
}
