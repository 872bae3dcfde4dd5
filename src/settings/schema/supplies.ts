import * as patterns from "../patterns.ts";
import { type Schema, list, text } from "./parts.ts";

const NAME = text(
  "Name of an environment variable",
  patterns.VARIABLE_NAME,
  "the name of an environment variable, without `$`; never the secret itself",
);

/** The section `contexts`. Its keys are names that users choose. */
export const CONTEXTS: Schema = {
  type: "object",
  description: "All variables that a context holds, by the name of the context; one that is not here may hold anything",
  patternErrorMessage: "wants lists of variables by names of contexts, as in `docker-hub: [HUB_USER, HUB_TOKEN]`",
  // Without a type, which they have: the validator would try to make a text of each, and names are constants to it.
  propertyNames: {
    pattern: patterns.CONTEXT_NAME,
    patternErrorMessage: "wants names of contexts as keys, as the web app shows them",
  },
  additionalProperties: {
    type: "array",
    patternErrorMessage: "wants a list of names of variables",
    description: "Names of its variables; an empty list for a context without any",
    items: NAME,
  },
};

export const PROJECT_VARIABLES = list("Variables that the project has; it may have others", NAME);
