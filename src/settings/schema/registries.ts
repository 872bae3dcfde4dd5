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
});
