import { describe, expect, test } from "vitest";
import { UserError } from "../../src/user-error.ts";
import { type SetupFlags, toVaultSetup } from "../../src/vault-setup/to-vault-setup.ts";
import { LEAST, ORGANIZATION, PROJECTS } from "./plans.ts";

/** The error of flags, as the user reads it. */
function errorOf(flags: SetupFlags): string {
  try {
    toVaultSetup(undefined, flags);
  } catch (error) {
    if (error instanceof UserError) return `${error.message}\n${error.help}`;
    throw error;
  }
  return "none";
}

test("defaults fill what is not said", () => {
  expect(toVaultSetup(undefined, LEAST)).toEqual({
    address: undefined,
    namespace: undefined,
    issuer: `https://oidc.circleci.com/org/${ORGANIZATION}`,
    organization: ORGANIZATION,
    projects: PROJECTS.slice(0, 1),
    branches: [],
    authMount: "jwt",
    role: "circleci-docker",
    isRoleNamed: false,
    policy: "circlesec-circleci-docker",
    engine: { kind: "dockerhub", mount: "dockerhub", username: "acmeci", scope: "read" },
  });
});

test("settings fill what flags do not say, and flags win", () => {
  const settings = {
    address: "https://vault.example",
    role: "ci",
    engine: "kv2",
    path: "/ci/hub/",
    passwordField: "token",
    setup: { organization: ORGANIZATION, projects: PROJECTS, branches: ["main"], policy: "hub" },
  } as const;
  const plan = toVaultSetup(settings, { role: "docker", branch: ["next"], address: undefined });
  expect(plan).toMatchObject({
    address: "https://vault.example",
    projects: PROJECTS,
    branches: ["next"],
    role: "docker",
    isRoleNamed: true,
    policy: "hub",
    engine: { kind: "kv2", mount: "secret", path: "ci/hub", usernameField: "username", passwordField: "token" },
  });
});

describe("what is missing is named, with where it can be said", () => {
  test.each<[string, SetupFlags, string]>([
    [
      "organization",
      { ...LEAST, organization: undefined },
      "`vault.setup.organization` is missing: the id of the CircleCI organization\nGive it with --organization, or as `vault.setup.organization` in the settings file; CircleCI shows it under Organization Settings > Overview",
    ],
    [
      "projects",
      { ...LEAST, project: undefined },
      "`vault.setup.projects` is missing: the ids of the projects whose jobs may log in\nGive it with --project, or as `vault.setup.projects` in the settings file; CircleCI shows it under Project Settings > Overview",
    ],
    [
      "username",
      { ...LEAST, username: undefined },
      "`vault.username` is missing: the Docker Hub account whose tokens the engine makes\nGive it with --username, or as `vault.username` in the settings file",
    ],
    [
      "path",
      { ...LEAST, engine: "kv2" },
      "`vault.path` is missing: where the secret is, below the mount\nGive it with --path, or as `vault.path` in the settings file",
    ],
  ])("%s", (_, flags, said) => {
    expect(errorOf(flags)).toBe(said);
  });
});

test.each<[keyof SetupFlags, string | readonly string[]]>([
  ["organization", "acme"],
  ["project", ["gh/acme/app"]],
  ["branch", ["a,b"]],
  ["branch", ["x y"]],
  ["branch", ["refs/../heads"]],
  ["address", "vault.example.com"],
  ["address", "https://me:secret@vault.example.com"],
  ["address", "https://vault.example.com/?a"],
  ["issuer", "file:///etc/passwd"],
  ["namespace", "a//b"],
  ["authMount", "../sys"],
  ["authMount", "-address=http://elsewhere"],
  ["mount", "a\nb"],
  ["mount", "hub/*"],
  ["mount", "{{identity.entity.id}}"],
  ["mount", "+"],
  ["role", "a/b"],
  ["role", ""],
  ["policy", "root"],
  ["policy", "Default"],
  ["policy", "x y"],
  ["scope", "all"],
  ["engine", "pki"],
  ["username", "a/b"],
])("a %s of %j is refused without being shown", (name, value) => {
  const said = errorOf({ ...LEAST, [name]: value });
  expect(said).not.toBe("none");
  if (!/root|Default/.test(String(value))) expect(said.replaceAll(/`[^`]*`/g, "")).not.toContain(String(value) || "''");
});

test.each([["@/etc/passwd"], ["-"], ["a b"]])(
  "the user name %j would mean something to Vault's command line",
  (username) => {
    expect(errorOf({ ...LEAST, engine: "kv2", path: "hub", username })).toMatch(
      /^`vault.username` is not a user name\n/,
    );
  },
);
