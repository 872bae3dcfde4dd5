import { expect, test } from "vitest";
import { readFleetFile } from "../../src/fleet/config/read-fleet-file.ts";
import { writeFleetFile } from "../../src/fleet/config/write-fleet-file.ts";
import { Source } from "../../src/source/source.ts";

function read(text: string) {
  return readFleetFile(new Source("fleet.yml", text));
}

test("what a fleet file says is read, numbers and flags included", () => {
  const text = `select: {github: [{owner: acme}], archived: true}\nwaves: {canary: 3}\nproposal: {branch: a/b, draft: true}\n`;
  expect(read(text)).toEqual({
    select: { github: [{ owner: "acme" }], archived: true },
    waves: { canary: 3 },
    proposal: { branch: "a/b", draft: true },
  });
  expect(read("")).toEqual({});
});

test("what is written to begin with can be read", () => {
  expect(read(writeFleetFile({}))).toEqual({ select: { folders: ["."] } });
  expect(read(writeFleetFile({ github: ["acme", "other"], gitlab: ["group/sub"] }))).toEqual({
    select: { github: [{ owner: "acme" }, { owner: "other" }], gitlab: [{ owner: "group/sub" }] },
  });
});

test("what is commented out in it can be read, too", () => {
  const text = writeFleetFile({ github: ["acme"] }).replaceAll(/^(\s*)# ?(?=\s*(?:- |[a-z]+:))/gm, "$1");
  expect(read(text)).toMatchObject({ waves: { canary: 3 }, hosts: [{ host: "git.example.com" }] });
});

test.each(["a: b", "x\n  - owner: y", "$(id)", "-x", ""])("%j is no owner", (name) => {
  expect(() => writeFleetFile({ github: [name] })).toThrow("this is no name of an owner");
});

test.each([
  ["selects: {}", "fleet.yml:1:1: there is no key `selects` in settings; did you mean `select`?"],
  ["select: {githup: []}", "fleet.yml:1:10: there is no key `githup` in `select`; did you mean `github`?"],
  ["canary: 3", "fleet.yml:1:1: there is no key `canary` in settings; it belongs in `waves`"],
  ["waves: {size: 0}", "fleet.yml:1:15: `waves.size` wants a whole number, 1 or more"],
  ["proposal: {branch: 'a..b'}", "fleet.yml:1:20: `proposal.branch` wants a name that git takes for a branch"],
  ["proposal: {branch: -f}", "fleet.yml:1:20: `proposal.branch` wants a name that git takes for a branch"],
  ["hosts: [{host: h}]", "fleet.yml:1:9: an item of `hosts` has no `forge`"],
  ["[]", "fleet.yml:1:1: a fleet file wants keys, such as `select`"],
  ["select: {github: [{}]}", "fleet.yml:1:19: `select.github` wants `owner` or `search`, one of them"],
  [
    "select: {github: [{owner: a, search: b}]}",
    "fleet.yml:1:19: `select.github` wants `owner` or `search`, one of them",
  ],
  [
    "hosts: [{host: h, forge: bitbucket, token: {username: ann}}]",
    "fleet.yml:1:37: `token` wants `env`, `file` or `helper`, one of them",
  ],
  [
    "hosts: [{host: h, forge: gitlab, token: {app: {id: '1', keyFile: k, owner: o}}}]",
    "fleet.yml:1:34: `token` wants no `app` here: only GitHub has them",
  ],
  [
    "hosts: [{host: h, forge: gitlab, token: {env: A, username: ann}}]",
    "fleet.yml:1:34: `token` wants no `username` here: GitLab takes a token alone",
  ],
])("%s is told as wrong, with its place", (text, message) => {
  expect(() => read(text)).toThrow(message);
});

test("a token that is written into it is refused, and not shown", () => {
  const token = ["ghp", "9fKq2LmZx7Vb4Nc8Rt1Wy6Pd3Hs5Jg0Uo2Ea"].join("_");
  for (const text of [
    `hosts: [{host: github.com, forge: github, token: ${token}}]`,
    `hosts: [{host: github.com, forge: github, token: {env: ${token}}}]`,
    `# ${token}\nselect: {folders: [a]}`,
  ]) {
    expect(() => read(text)).toThrow("is written here; settings name where secrets are, they hold none");
    expect(() => read(text)).not.toThrow(token);
  }
});
