import type { Argument } from "./arguments.ts";

/** What a command does with images, as far as its words tell. */
export type Act = PullAct | BuildAct | ComposeAct | BuilderAct | LocalAct | LogoutAct;

/** Fetches images from their registries. */
export interface PullAct {
  readonly kind: "pull";
  readonly images: readonly Argument[];
  /** `missing`: only images that the engine does not have. */
  readonly when: "always" | "missing";
}

/** Builds an image, and fetches what its Dockerfile is made from. */
export interface BuildAct {
  readonly kind: "build";
  /** `undefined`: `Dockerfile` in the context. */
  readonly file: Argument | undefined;
  /** A folder, or a place elsewhere. `undefined` where there is none. */
  readonly context: Argument | undefined;
  /** `NAME=value`, or `NAME` alone, which takes the value of the variable. */
  readonly args: readonly Argument[];
  readonly target: Argument | undefined;
  readonly tags: readonly Argument[];
  /** Images that are fetched for their layers. */
  readonly cacheFrom: readonly Argument[];
  /** `name=place` of further contexts, which can stand for images. */
  readonly contexts: readonly Argument[];
  /** The Dockerfile comes from standard input. */
  readonly fromInput: boolean;
  /** Built in a container of `buildx`: the result is not among the engine's images unless it is loaded. */
  readonly isLoaded: boolean;
}

/** Starts, builds or fetches services of compose files. */
export interface ComposeAct {
  readonly kind: "compose";
  readonly verb: "up" | "run" | "create" | "pull" | "build" | "deploy";
  readonly files: readonly Argument[];
  readonly folder: Argument | undefined;
  readonly profiles: readonly Argument[];
  /** Empty: all of them. */
  readonly services: readonly Argument[];
  readonly withDependencies: boolean;
}

/** A builder of `buildx` that runs in a container, whose image is fetched when it starts: at once, or with a build. */
export interface BuilderAct {
  readonly kind: "builder";
  /** `undefined`: that of the builder that was made before, if there is one. */
  readonly image: Argument | undefined;
  readonly starts: boolean;
}

/** Images that the engine has from now on without fetching them; `undefined`: some, and nothing says which. */
export interface LocalAct {
  readonly kind: "local";
  readonly images: readonly Argument[] | undefined;
}

/** Forgets what a login stored; without a server, that of Docker Hub. */
export interface LogoutAct {
  readonly kind: "logout";
  readonly server: Argument | undefined;
  readonly all: boolean;
}

/** Where what a login stores is kept: the client's own config, that of podman and its like, that of kaniko. */
export type Store = "docker" | "containers" | "kaniko";

/** How a client handles images and credentials (read in the sources of the clients). */
export interface Client {
  /** Where a pull looks for credentials, in order. */
  readonly reads: readonly Store[];
  /** Needs an engine that runs somewhere else than in the job's own container. */
  readonly needsEngine: boolean;
}

/** A command that handles images. */
export interface ImageCommand {
  /** `docker run`, `kind create cluster`: as a person calls it. */
  readonly called: string;
  readonly client: Client;
  readonly acts: readonly Act[];
  /** The folder of the client's config, where a flag names it. */
  readonly config: Argument | undefined;
}
