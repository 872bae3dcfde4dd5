import { expect, test } from "vitest";
import { LOGINS, headerFor } from "../../src/commands/token-variables.ts";

const ALL = {
  GITHUB_TOKEN: "made-up-github",
  GITHUB_ENTERPRISE_TOKEN: "made-up-github-other",
  GITLAB_TOKEN: "made-up-gitlab",
  GITLAB_SELF_MANAGED_TOKEN: "made-up-gitlab-other",
  BITBUCKET_TOKEN: "made-up-bitbucket",
  BITBUCKET_SERVER_TOKEN: "made-up-bitbucket-other",
};

function headerIn(forge: keyof typeof LOGINS, host: string, env: NodeJS.ProcessEnv): string | undefined {
  const found = LOGINS[forge].variablesOf(host).find(env);
  return found && headerFor(forge, found);
}

test.each([
  ["github", "github.com", "made-up-github"],
  ["github", "git.example.com", "made-up-github-other"],
  ["gitlab", "gitlab.com", "made-up-gitlab"],
  ["gitlab", "git.example.com", "made-up-gitlab-other"],
  ["bitbucket", "bitbucket.org", "made-up-bitbucket"],
  ["bitbucket", "git.example.com", "made-up-bitbucket-other"],
] as const)("the token of %s at %s is the one that is meant for it", (forge, host, token) => {
  expect(headerIn(forge, host, ALL)).toBe(`Bearer ${token}`);
});

test("no token of one host goes to another", () => {
  const env = { GITHUB_TOKEN: "a", GITLAB_TOKEN: "b", BITBUCKET_TOKEN: "c", BITBUCKET_EMAIL: "d" };
  for (const forge of ["github", "gitlab", "bitbucket"] as const) {
    expect(headerIn(forge, "git.example.com", env)).toBeUndefined();
  }
});

test.each([
  [["GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN", "GL_TOKEN"], "gitlab", "gitlab.com"],
  [["GH_TOKEN", "GITHUB_TOKEN"], "github", "github.com"],
] as const)("of %j the first that is set counts", (names, forge, host) => {
  for (const [index] of names.entries()) {
    const env = Object.fromEntries(names.slice(index).map((name) => [name, `made-up-${name}`]));
    expect(headerIn(forge, host, env)).toBe(`Bearer made-up-${names[index]}`);
  }
});

test.each([
  [{ BITBUCKET_EMAIL: "ann@example.com", BITBUCKET_USERNAME: "ann", BITBUCKET_API_TOKEN: "t" }, "ann@example.com:t"],
  [{ BITBUCKET_USERNAME: "ann", BITBUCKET_API_TOKEN: "t" }, "ann:t"],
  [{ BITBUCKET_EMAIL: "ann@example.com", BITBUCKET_USERNAME: "ann", BITBUCKET_APP_PASSWORD: "p" }, "ann:p"],
])("a person's token of Bitbucket is sent with who they are", (env, sent) => {
  expect(headerIn("bitbucket", "bitbucket.org", env)).toBe(`Basic ${Buffer.from(sent).toString("base64")}`);
});

test("a person's token of Bitbucket without who they are is none", () => {
  expect(headerIn("bitbucket", "bitbucket.org", { BITBUCKET_API_TOKEN: "t" })).toBeUndefined();
});

test.each([
  ["github", "x-access-token", "Bearer s"],
  ["gitlab", "ann", "Bearer s"],
  ["bitbucket", "x-token-auth", "Bearer s"],
  ["bitbucket", "ann", `Basic ${Buffer.from("ann:s").toString("base64")}`],
] as const)("what git knows of %s as %s is sent as its API takes it", (forge, username, header) => {
  expect(headerFor(forge, { username, secret: "s" })).toBe(header);
});
