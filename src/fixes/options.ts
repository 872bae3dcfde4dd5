/** How fixes authenticate with Docker Hub where a file shows no way of its own. */
export interface DockerHubOptions {
  /** Where the variables live: a context, attached to each invocation, or the project's own variables. */
  readonly source?: "context" | "project" | undefined;
  readonly context?: string | undefined;
  /** Names of environment variables, without `$`. */
  readonly username?: string | undefined;
  readonly token?: string | undefined;
  /** `auto`: alias an equal map if the file has one, else write the map in place. */
  readonly authStyle?: "auto" | "inline" | "anchor" | undefined;
}

export const DEFAULT_CONTEXT = "docker-credentials";
export const DEFAULT_USERNAME = "DOCKERHUB_USERNAME";
export const DEFAULT_TOKEN = "DOCKERHUB_TOKEN";
