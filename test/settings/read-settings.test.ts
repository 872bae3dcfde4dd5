import { describe, expect, it } from "vitest";
import { readSettings } from "../../src/settings/read-settings.ts";
import type { Settings } from "../../src/settings/settings.ts";
import { Source } from "../../src/source/source.ts";
import { UserError } from "../../src/user-error.ts";

const UUID = "0f3b1c9a-1234-4cde-9f00-1234567890ab";
const PAT = ["dckr", "pat", "Zq3vT8mKx0Lw9RbYc2NfHsJd5Gp"].join("_");
const VAULT_TOKEN = `hvs.${"CAESIJ8vKx0Lw9RbYc2NfHsJd5GpZq3vT8mA".repeat(2)}`;

function read(text: string): Settings {
  return readSettings(new Source(".circlesec.yml", text)).settings;
}

/** The lines of the error, without the path. */
function complaints(text: string): string[] {
  try {
    read(text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message.split("\n").map((line) => line.replace(/^\.circlesec\.yml:/, ""));
  }
  return [];
}

describe("settings", () => {
  it("give a rule a severity, or a map of it and its options", () => {
    const text = `
rules:
  leaked-token: info
  malformed-auth: { severity: warning }
  unauthenticated-pull:
    severity: warning
    ignoreImages: [cimg/*]
`;
    expect(read(text).rules).toEqual({
      "leaked-token": "info",
      "malformed-auth": { severity: "warning" },
      "unauthenticated-pull": { severity: "warning", ignoreImages: ["cimg/*"] },
    });
  });

  it.each([
    ["leaked-token: [error, {}]", "1:24: `rules.leaked-token` wants `error`, `warning`, `info` or `off`"],
    ["leaked-token:", "1:10: `rules.leaked-token` has no value; it wants `error`, `warning`, `info` or `off`"],
    [
      "leaked-token: { severity: eror }",
      "1:36: `rules.leaked-token.severity` wants `error`, `warning`, `info` or `off`; did you mean `error`?",
    ],
    ["leaked-token: { allow: [A] }", "1:26: there is no key `allow` in `rules.leaked-token`; there are `severity`"],
    [
      "plaintext-credential: { alow: [A] }",
      "1:34: there is no key `alow` in `rules.plaintext-credential`; did you mean `allow`?",
    ],
    [
      "unauthenticated-pull: { ignoreImages: cimg/* }",
      "1:48: `rules.unauthenticated-pull.ignoreImages` wants a list of one item or more",
    ],
    [
      "unauthenticated-pull: { ignoreImages: [Cimg] }",
      "1:49: an item of `rules.unauthenticated-pull.ignoreImages` wants the name of an image, `*` for any part, as in `cimg/*`",
    ],
  ])("tell what is wrong with the setting of a rule: %s", (setting, line) => {
    expect(complaints(`rules: { ${setting} }`)).toEqual([line]);
  });

  it("are all that the file says", () => {
    const text = `
strategy: vault
dockerHub:
  source: project
  username: HUB_USER
  convenienceImages: off
  unresolvedImages: info
vault: { engine: kv2, mount: team/secret, path: ci/hub, client: cli, setup: { projects: [${UUID}], branches: ["*"] } }
`;
    expect(read(text)).toEqual({
      strategy: "vault",
      dockerHub: { source: "project", username: "HUB_USER", convenienceImages: "off", unresolvedImages: "info" },
      vault: {
        engine: "kv2",
        mount: "team/secret",
        path: "ci/hub",
        client: "cli",
        setup: { projects: [UUID], branches: ["*"] },
      },
    });
  });

  it.each([
    "suppressions: { requireReason: true, requireUntil: false, maxDays: 90 }",
    '{"suppressions": {"requireReason": true, "requireUntil": false, "maxDays": 90}}',
  ])("hold truth values and numbers as such: %s", (text) => {
    expect(read(text)).toEqual({ suppressions: { requireReason: true, requireUntil: false, maxDays: 90 } });
  });

  it("say what a truth value and a number can be", () => {
    expect(complaints("suppressions:\n  requireReason: yes please\n  maxDays: 0.5\n  requireUntil: []\n")).toEqual([
      "2:18: `suppressions.requireReason` wants `true` or `false`",
      "3:12: `suppressions.maxDays` wants a whole number, 1 or more",
      "4:17: `suppressions.requireUntil` wants `true` or `false`",
    ]);
  });

  it("can be JSON, and name their schema", () => {
    const text = JSON.stringify({
      $schema: "./settings.schema.json",
      vault: { address: "https://vault.example.com:8200" },
    });
    expect(read(text)).toMatchObject({ vault: { address: "https://vault.example.com:8200" } });
  });

  it.each(["", "\uFEFF", "# nothing yet\n", "---\n", "~\n", "{}\n"])("are none in %j", (text) => {
    expect(read(text)).toEqual({});
  });

  it("can name a Vault and nothing about it", () => {
    expect(read("vault: {}\n")).toEqual({ vault: {} });
  });

  it("are read through anchors and merges", () => {
    const text = "dockerHub: { username: &name HUB, token: *name, <<: { context: acme, token: OTHER } }\n";
    expect(read(text)).toEqual({ dockerHub: { username: "HUB", token: "HUB", context: "acme" } });
  });

  it("are text, whatever they look like", () => {
    expect(read("vault: { role: 12, namespace: on, mount: 1e3 }\n")).toEqual({
      vault: { role: "12", namespace: "on", mount: "1e3" },
    });
  });
});

describe("a key that there is not", () => {
  it.each([
    ["dockerhub: {}\n", "1:1: there is no key `dockerhub` in settings; did you mean `dockerHub`?"],
    [
      "dockerHub:\n  auth-style: inline\n",
      "2:3: there is no key `auth-style` in `dockerHub`; did you mean `authStyle`?",
    ],
    [
      "xyzzy: 1\n",
      "1:1: there is no key `xyzzy` in settings; there are `extends`, `plugins`, `ignore`, `rules`, `strategy`, `dockerHub`, `registries`, `vault`, `suppressions`, `contexts`, `projectVariables`, `overrides`",
    ],
    ["unresolvedImages: info\n", "1:1: there is no key `unresolvedImages` in settings; it belongs in `dockerHub`"],
    [`vault: { projects: [${UUID}] }\n`, "1:10: there is no key `projects` in `vault`; it belongs in `vault.setup`"],
    [
      "vault:\n  token: x\n",
      "2:3: there is no key `token` in `vault`; jobs log in to Vault with CircleCI's OIDC token, so settings hold no secret of Vault",
    ],
    [
      "dockerHub: { password: x }\n",
      "1:14: there is no key `password` in `dockerHub`; `token` names the variable that holds an access token",
    ],
    [
      "__proto__: {}\n",
      "1:1: there is no such key in settings; there are `extends`, `plugins`, `ignore`, `rules`, `strategy`, `dockerHub`, `registries`, `vault`, `suppressions`, `contexts`, `projectVariables`, `overrides`",
    ],
    ["? [a]\n: b\n", "1:3: a key of settings is a plain word"],
  ])("%j", (text, complaint) => {
    expect(complaints(text)).toEqual([complaint]);
  });
});

describe("a value that cannot be meant", () => {
  const path = "without a slash at its ends";
  it.each([
    ["strategy: valt\n", "1:11: `strategy` wants `context` or `vault`; did you mean `vault`?"],
    [
      "extends: [Strict]\n",
      "1:11: an item of `extends` wants `recommended`, `strict` or `rate-limits`, a path that begins with `./` or `../`, or the name of an npm package",
    ],
    [
      "extends: {}\n",
      "1:10: `extends` wants `recommended`, `strict` or `rate-limits`, a path that begins with `./` or `../`, or the name of an npm package",
    ],
    ["strategy:\n", "1:1: `strategy` has no value; it wants `context` or `vault`"],
    ["strategy: [vault]\n", "1:11: `strategy` wants `context` or `vault`"],
    ["- strategy\n", "1:1: a settings file wants keys, such as `extends`"],
    ["vault:\n", "1:1: `vault` has no value; it wants keys, such as `address`"],
    ["vault: https://x\n", "1:8: `vault` wants keys, such as `address`"],
    [
      "dockerHub: { convenienceImages: warn }\n",
      "1:33: `dockerHub.convenienceImages` wants `error`, `warning`, `info` or `off`",
    ],
    [
      "dockerHub: { token: $DOCKERHUB_TOKEN }\n",
      "1:21: `dockerHub.token` wants the name of an environment variable, as in `DOCKERHUB_TOKEN`, without `$`; never the secret itself",
    ],
    [
      "dockerHub: { context: << parameters.x >> }\n",
      "1:23: `dockerHub.context` wants the name of a context, as the web app shows it",
    ],
    [
      "vault: { address: https://me:pw@vault.example.com }\n",
      "1:19: `vault.address` wants an address such as `https://vault.example.com`, without a user name, a query or a slash at its end",
    ],
    ["vault: { role: a b }\n", "1:16: `vault.role` wants the name of a role: letters, digits, `_`, `-` and `.`"],
    [
      "vault: { authMount: auth/jwt }\n",
      `1:21: \`vault.authMount\` wants the path of an auth method without \`auth/\` and ${path}, as in \`jwt\``,
    ],
    [
      "vault: { mount: /secret }\n",
      `1:17: \`vault.mount\` wants the path of a secrets engine ${path}, as in \`secret\``,
    ],
    [
      "vault: { engine: kv2, path: data/ci }\n",
      `1:29: \`vault.path\` wants the path of a secret below its mount, without \`data/\` and ${path}, as in \`ci/docker-hub\``,
    ],
    [
      "vault: { setup: { organization: acme } }\n",
      "1:33: `vault.setup.organization` wants the id of an organization, a UUID",
    ],
    ["vault: { setup: { projects: [] } }\n", "1:29: `vault.setup.projects` wants a list of one item or more"],
    [
      `vault: { setup: { projects: [${UUID}, acme] } }\n`,
      "1:68: an item of `vault.setup.projects` wants the id of a project, a UUID",
    ],
  ])("%j", (text, complaint) => {
    expect(complaints(text)).toEqual([complaint]);
  });
});

describe("what holds for some files only", () => {
  it("is read as it stands", () => {
    const text = "ignore: [old/, '!old/kept.yml']\noverrides:\n  - files: ['*.yml']\n    strategy: vault\n";
    expect(read(text)).toEqual({
      ignore: ["old/", "!old/kept.yml"],
      overrides: [{ files: ["*.yml"], strategy: "vault" }],
    });
  });

  const glob = "a path or glob below the folder of the settings, with `/`, as in `services/legacy/` or `*.old.yml`";
  it.each([
    ["ignore: [../x]\n", `1:10: an item of \`ignore\` wants ${glob}`],
    ["ignore: ['!./x']\n", `1:10: an item of \`ignore\` wants ${glob}`],
    ["ignore: ['# x']\n", `1:10: an item of \`ignore\` wants ${glob}`],
    ["ignore: x\n", "1:9: `ignore` wants a list of one item or more"],
    ["overrides:\n  - strategy: vault\n", "2:5: an item of `overrides` has no `files`"],
    [
      "overrides: [{ files: [a], strateg: vault }]\n",
      "1:27: there is no key `strateg` in `overrides[0]`; did you mean `strategy`?",
    ],
    [
      "overrides: [{ files: [a], ignore: [b] }]\n",
      "1:27: there is no key `ignore` in `overrides[0]`; there are `files`, `rules`, `strategy`, `dockerHub`, `registries`, `vault`, `suppressions`, `contexts`, `projectVariables`",
    ],
    [
      "overrides: [{ files: [a], dockerHub: { source: contxt } }]\n",
      "1:48: `overrides[0].dockerHub.source` wants `context` or `project`; did you mean `context`?",
    ],
    [
      "overrides: [{ files: [a], vault: { engine: kv1, token: x, scope: read } }]\n",
      "1:49: there is no key `token` in `overrides[0].vault`; jobs log in to Vault with CircleCI's OIDC token, so settings hold no secret of Vault",
      "1:59: `overrides[0].vault.scope` is for the engine `dockerhub`, and `vault.engine` is `kv1`",
    ],
  ])("%j", (text, ...told) => {
    expect(complaints(text)).toEqual(told);
  });
});

describe("what contexts hold", () => {
  it("is read by their names, whatever these are", () => {
    const text = "contexts: { docker hub: [HUB_USER, HUB_TOKEN], empty: [] }\nprojectVariables: [A]\n";
    expect(read(text)).toEqual({
      contexts: { "docker hub": ["HUB_USER", "HUB_TOKEN"], empty: [] },
      projectVariables: ["A"],
    });
  });

  const variable = "the name of an environment variable, without `$`; never the secret itself";
  it.each([
    [
      "contexts: [a]\n",
      "1:11: `contexts` wants lists of variables by names of contexts, as in `docker-hub: [HUB_USER, HUB_TOKEN]`",
    ],
    ["contexts: { hub: HUB_TOKEN }\n", "1:18: `contexts.hub` wants a list of names of variables"],
    ["contexts: { hub: [$HUB] }\n", `1:19: an item of \`contexts.hub\` wants ${variable}`],
    ['contexts: { "<< x >>": [] }\n', "1:13: `contexts` wants names of contexts as keys, as the web app shows them"],
    ["projectVariables: []\n", "1:19: `projectVariables` wants a list of one item or more"],
    ["projectVariables: [A-B]\n", `1:20: an item of \`projectVariables\` wants ${variable}`],
  ])("%j", (text, complaint) => {
    expect(complaints(text)).toEqual([complaint]);
  });
});

describe("registries", () => {
  it.each([
    "ghcr.io",
    "docker.io/cimg",
    "ghcr.io/acme/base",
    "*.dkr.ecr.eu-west-1.amazonaws.com",
    "registry:5000/ci",
    "docker.io/acme-*",
  ])("%s is one that can be trusted", (entry) => {
    expect(read(`registries: { trusted: ["${entry}"] }`)).toEqual({ registries: { trusted: [entry] } });
  });

  it.each([
    "cimg",
    "cimg/node",
    "node:20",
    "python:3.12",
    "https://ghcr.io",
    "ghcr.io/",
    "ghcr.io/acme/app:1",
    "*",
    "*.*",
    "ghcr.io/Acme",
    "a b.io",
  ])("%s is none", (entry) => {
    const wants =
      "the host of a registry, as in `ghcr.io`, or a namespace there, as in `docker.io/cimg`; `*` for any text without `/`";
    expect(complaints(`registries: { trusted: ["${entry}"] }`)).toEqual([
      `1:25: an item of \`registries.trusted\` wants ${wants}`,
    ]);
  });

  it.each(["acme/linux", "acme/*", "*/linux-*"])("%s can be runners with a mirror", (entry) => {
    expect(read(`registries: { mirrors: ["${entry}"] }`)).toEqual({ registries: { mirrors: [entry] } });
  });

  it.each(["medium", "*", "gpu.nvidia.small", "acme/", "acme/linux/2", "https://mirror.acme.io"])(
    "%s is no self-hosted runner",
    (entry) => {
      const wants =
        "the resource class of self-hosted runners, as in `acme/linux` or `acme/*`; machines of CircleCI have no mirror of yours";
      expect(complaints(`registries: { mirrors: ["${entry}"] }`)).toEqual([
        `1:25: an item of \`registries.mirrors\` wants ${wants}`,
      ]);
    },
  );

  it("are lists of one or more", () => {
    expect(complaints("registries: { trusted: [] }")).toEqual([
      "1:24: `registries.trusted` wants a list of one item or more",
    ]);
    expect(complaints("registries: { trust: [ghcr.io] }")).toEqual([
      "1:15: there is no key `trust` in `registries`; did you mean `trusted`?",
    ]);
  });
});

describe("a key of another engine", () => {
  it.each([
    [
      "vault: { engine: dockerhub, usernameField: user }\n",
      "1:29: `vault.usernameField` is for the engines `kv2` and `kv1`, and `vault.engine` is `dockerhub`",
    ],
    [
      "vault: { engine: kv1, scope: read }\n",
      "1:23: `vault.scope` is for the engine `dockerhub`, and `vault.engine` is `kv1`",
    ],
    [
      "vault: { engine: kv, scope: read, path: x }\n",
      "1:18: `vault.engine` wants `dockerhub`, `kv2` or `kv1`; did you mean `kv2`?",
    ],
  ])("%j", (text, complaint) => {
    expect(complaints(text)).toEqual([complaint]);
  });
});

describe("YAML", () => {
  it.each([
    ["strategy: 'vault\n", "1:11: this quote is never closed"],
    ["strategy: vault\n\nstrategy: vault\n", "3:1: this key stands on line 1 already"],
    ['{"vault": {"role": "a",\n "role": "b"}}', "2:2: this key stands on line 1 already"],
    ["strategy: *nowhere\n", "1:11: this alias has no anchor before it"],
    ["strategy: vault\n---\nstrategy: context\n", "2:1: a second document begins here; settings are one"],
  ])("%j", (text, complaint) => {
    expect(complaints(text)).toEqual([complaint]);
  });
});

describe("a file with several faults", () => {
  it("tells all of them, by place", () => {
    expect(complaints("vault: { role: a b }\nstrateg: x\ndockerHub: { source: contxt }\n")).toEqual([
      "1:16: `vault.role` wants the name of a role: letters, digits, `_`, `-` and `.`",
      "2:1: there is no key `strateg` in settings; did you mean `strategy`?",
      "3:22: `dockerHub.source` wants `context` or `project`; did you mean `context`?",
    ]);
  });

  it("tells one that an alias repeats once for each place", () => {
    expect(complaints("dockerHub: { username: &a 1x, token: *a }\n")).toHaveLength(2);
  });
});

describe("a secret in settings", () => {
  it.each([
    ["for the name of a variable", `dockerHub:\n  token: ${PAT}\n`],
    ["for a role", `vault: { role: ${VAULT_TOKEN} }\n`],
    ["under a key that there is not", `vault: { token: ${VAULT_TOKEN} }\n`],
    ["in a comment", `# ${PAT}\nstrategy: vault\n`],
    ["in the place of a key", `${PAT}: {}\n`],
    ["in the address", `vault: { address: "https://ci:${PAT}@vault.example.com" }\n`],
  ])("is told and not shown: %s", (_, text) => {
    const told = complaints(text).join("\n");
    expect(told).toContain("is written here; settings name where secrets are, they hold none");
    for (const secret of [PAT, VAULT_TOKEN]) expect(told).not.toContain(secret.slice(5, 17));
  });
});
