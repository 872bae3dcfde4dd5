import type { SetupFlags } from "../../src/vault-setup/to-vault-setup.ts";

export const ORGANIZATION = "2b2f2a52-8c3f-4a54-9b0b-1f9d7a2c7d10";
export const PROJECTS = ["7d1f2a52-8c3f-4a54-9b0b-1f9d7a2c7d11", "8e1f2a52-8c3f-4a54-9b0b-1f9d7a2c7d12"];

/** The least that the engine `dockerhub` needs. */
export const LEAST: SetupFlags = { organization: ORGANIZATION, project: PROJECTS.slice(0, 1), username: "acmeci" };

/** Setups of which each format's text is kept in `texts/`. */
export const SETUPS: readonly (readonly [name: string, flags: SetupFlags])[] = [
  ["least", LEAST],
  [
    "everything",
    {
      organization: ORGANIZATION,
      project: PROJECTS,
      branch: ["main", "release/*"],
      address: "https://vault.acme.example:8200/",
      namespace: "teams/ci",
      authMount: "circleci/jwt/",
      role: "docker",
      policy: "CI-Docker",
      mount: "hub",
      username: "acmeci",
      scope: "public_read",
    },
  ],
  ["kv2", { ...LEAST, engine: "kv2", path: "ci/docker-hub" }],
  ["kv1", { ...LEAST, engine: "kv1", mount: "old", path: "ci/docker hub", username: undefined }],
];
