import * as patterns from "../patterns.ts";
import { list, object, text } from "./parts.ts";

/** The section `registries`. */
export const REGISTRIES = object("Registries of images, as the organization uses them", {
  trusted: list(
    "Registries that images may come from, and namespaces of registries: with one here, `unknown-registry` reports every other",
    text(
      "A registry by its host, or what lies below a path there; `*` for any text without `/`",
      patterns.REGISTRY,
      "the host of a registry, as in `ghcr.io`, or a namespace there, as in `docker.io/cimg`; `*` for any text without `/`",
    ),
  ),
  mirrors: list(
    "Self-hosted runners, by resource class, whose Docker daemons pull from Docker Hub through a mirror: `unauthenticated-pull` and `unauthenticated-step-pull` leave these pulls out",
    text(
      "The resource class of a self-hosted runner; `*` for any text without `/`",
      patterns.RUNNER_CLASS,
      "the resource class of self-hosted runners, as in `acme/linux` or `acme/*`; machines of CircleCI have no mirror of yours",
    ),
  ),
});
