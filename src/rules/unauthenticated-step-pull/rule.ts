import { IMAGE_PATTERN, matchesImage } from "../../docker/image-pattern.ts";
import { type AnonymousPulls, anonymousPullsIn } from "../../model/index.ts";
import { defineRule } from "../rule.ts";
import { reportStepPull } from "./report.ts";

interface StepPullOptions {
  /** Patterns for names of images that may be pulled anonymously. */
  readonly ignoreImages: readonly string[];
}

export default defineRule<StepPullOptions>({
  meta: {
    id: "unauthenticated-step-pull",
    summary: "Log in to Docker Hub before steps pull from it",
    why: "CircleCI's arrangement with Docker Hub serves the images of Docker executors only: what steps pull is anonymous, and Docker Hub limits anonymous pulls by address.",
    category: "authentication",
    severity: "error",
    fixable: "sometimes",
    since: "0.1.0",
  },
  options: {
    properties: {
      ignoreImages: {
        type: "array",
        description:
          "Names of images that steps may pull anonymously, `*` for any part; a finding goes when all that it is about are among them",
        minItems: 1,
        items: IMAGE_PATTERN,
      },
    },
    defaults: { ignoreImages: [] },
  },
  on: {
    config(config, context) {
      // Nothing runs a file of CircleCI 1.0.
      if (config.kind === "legacy") return;
      const { ignoreImages } = context.options;
      const { mirrors } = context.settings.registries;
      for (const pulls of anonymousPullsIn(config, mirrors))
        if (!isIgnored(pulls, ignoreImages)) reportStepPull(pulls, context);
    },
  },
});

/** True when every image that the finding would name may be pulled anonymously. */
function isIgnored({ first, jobs }: AnonymousPulls, patterns: readonly string[]): boolean {
  const pulls = [first, ...jobs.flatMap((job) => job.pulls)];
  const texts = pulls.flatMap((pull) => [...pull.texts]);
  return patterns.length > 0 && texts.length > 0 && texts.every((text) => matchesImage(text, patterns));
}
