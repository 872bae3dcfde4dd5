import {
  AUTH_STYLES,
  CREDENTIAL_SOURCES,
  DEFAULT_CONTEXT,
  DEFAULT_TOKEN,
  DEFAULT_USERNAME,
} from "../../fixes/options.ts";
import * as patterns from "../patterns.ts";
import { LEVELS, object, oneOf, text, variable } from "./parts.ts";

/** The section `dockerHub`. */
export const DOCKER_HUB = object("How fixes authenticate with Docker Hub where a file shows no way of its own", {
  source: oneOf(
    "Where the credentials live, if the file does not show it: in a context, which fixes attach to each job that pulls, or in the project's own variables",
    CREDENTIAL_SOURCES,
  ),
  context: text(
    "Context that holds the credentials",
    patterns.CONTEXT_NAME,
    "the name of a context, as the web app shows it",
    DEFAULT_CONTEXT,
  ),
  username: variable("Name of the variable that holds the user name", DEFAULT_USERNAME),
  token: variable("Name of the variable that holds the access token; never the token itself", DEFAULT_TOKEN),
  authStyle: oneOf(
    "How `auth` is written: in place (`inline`), once and then by alias (`anchor`), or by alias where the file has an equal map (`auto`)",
    AUTH_STYLES,
    "auto",
  ),
  convenienceImages: oneOf(
    "Severity for `cimg/*` and `circleci/*` images; without it, that of any other image",
    LEVELS,
  ),
  unresolvedImages: oneOf("Severity for images whose registry a variable decides", LEVELS, "off"),
  servedPulls: oneOf(
    "Severity for images that CircleCI's arrangement with Docker Hub serves today: those of Docker executors on CircleCI Cloud; without it, that of any other image",
    LEVELS,
  ),
});
