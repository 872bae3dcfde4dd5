import type { Argument } from "../../docker/arguments.ts";
import { UNKNOWN, parseReference } from "../../docker/reference.ts";

/** Images that the project makes. */
export interface OwnImages {
  /** True for a repository that some job builds, tags, saves or pushes. */
  readonly isMade: (repository: string) => boolean;
  /** True for one that shares a namespace with those, or with the project itself. */
  readonly isRelated: (repository: string) => boolean;
}

/** The container engine of a job as its steps change it. */
export class Engine {
  /** False where the job has none, so that what asks for one pulls nothing. */
  exists: boolean;
  /** True when pulls from Docker Hub go to a mirror. */
  hasMirror = false;
  /** The image of a builder of buildx that has not started yet. */
  builder: Argument | undefined;
  /** Repositories of images that it has. */
  readonly #local = new Set<string>();
  /** True when an archive was loaded. */
  #hasLoaded = false;
  /** True when something ran that may have built images. */
  #mayHaveBuilt = false;
  readonly #own: OwnImages;

  constructor(exists: boolean, own: OwnImages) {
    this.exists = exists;
    this.#own = own;
  }

  /** Notes images that it has from now on; `undefined`: those of an archive. */
  keep(images: readonly Argument[] | undefined): void {
    if (!images) this.#hasLoaded = true;
    for (const { texts } of images ?? []) for (const text of texts) this.#local.add(repositoryOf(text));
  }

  /** Notes that something ran of which only the name is known. */
  noteUnknown(): void {
    this.#mayHaveBuilt = true;
  }

  /** Whether it has one of the images already, so that nothing is fetched. */
  has(texts: ReadonlySet<string>): "yes" | "maybe" | "no" {
    const repositories = [...texts].map(repositoryOf);
    if (repositories.some((one) => !one.includes(UNKNOWN) && this.#local.has(one))) return "yes";
    const mayBe = (one: string): boolean => {
      if (one.includes(UNKNOWN)) return this.#hasLoaded || this.#mayHaveBuilt || this.#local.has(one);
      return (this.#hasLoaded && this.#own.isMade(one)) || (this.#mayHaveBuilt && this.#own.isRelated(one));
    };
    return repositories.some(mayBe) ? "maybe" : "no";
  }
}

/** An image without its tag and digest. */
export function repositoryOf(text: string): string {
  const reference = parseReference(text.replaceAll(UNKNOWN, "x"));
  if (!text.includes(UNKNOWN) && reference) return `${reference.host}/${reference.path}`;
  const slash = text.lastIndexOf("/");
  const colon = text.indexOf(":", slash);
  return colon === -1 ? text : text.slice(0, colon);
}
