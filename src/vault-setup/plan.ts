import type { HubScope } from "../fixes/options.ts";

/** What Vault has to hold so that jobs of CircleCI can log in and fetch the credential for Docker Hub. Paths have no slash at their ends. */
export interface SetupPlan {
  readonly address?: string | undefined;
  readonly namespace?: string | undefined;
  /** `iss` of the tokens that jobs show, and where their keys are found. */
  readonly issuer: string;
  /** Id of the CircleCI organization, which is the tokens' audience. */
  readonly organization: string;
  readonly projects: readonly string[];
  /** Branches whose jobs may log in, `*` for any text; empty for all that a project builds. */
  readonly branches: readonly string[];
  readonly authMount: string;
  readonly role: string;
  /** False where jobs read the role from `VAULT_ROLE`, which then has to be set to `role`. */
  readonly isRoleNamed: boolean;
  readonly policy: string;
  readonly engine: DockerHubEngine | KeyValueEngine;
}

/** The plugin hoeg/vault-plugin-secrets-dockerhub, which makes an access token for five minutes. */
export interface DockerHubEngine {
  readonly kind: "dockerhub";
  readonly mount: string;
  /** The account whose tokens it makes. */
  readonly username: string;
  readonly scope: HubScope;
}

/** A credential that is stored. */
export interface KeyValueEngine {
  readonly kind: "kv2" | "kv1";
  readonly mount: string;
  /** Of the secret below the mount, without `data/`. */
  readonly path: string;
  /** What to store as the user name; `undefined` to ask for it. */
  readonly username?: string | undefined;
  readonly usernameField: string;
  readonly passwordField: string;
}

export const DEFAULT_ROLE = "circleci-docker";
export const DEFAULT_ISSUER = "https://oidc.circleci.com/org/";

/** How long an access token of the Docker Hub engine lives, in seconds; no setting changes it. */
export const HUB_LEASE = 300;
/** How long a job's token lives, in seconds: longer than what it fetches. */
export const TOKEN_TTL = 600;

export const PROJECT_CLAIM = "oidc.circleci.com/project-id";
export const REF_CLAIM = "oidc.circleci.com/vcs-ref";

/** Claims of CircleCI that are one string, so that an entity of Vault can be called by them. */
export const STRING_CLAIMS = [
  "iss",
  "aud",
  "sub",
  ...["project-id", "org-id", "job-id", "workflow-id", "pipeline-id", "pipeline-definition-id"].map(
    (name) => `oidc.circleci.com/${name}`,
  ),
  "oidc.circleci.com/vcs-origin",
  REF_CLAIM,
];
