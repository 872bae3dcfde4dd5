import { expect, test } from "vitest";
import { knownHosts, readList } from "../../src/fleet/list.ts";

const HOSTS = knownHosts({ "git.example.com": "gitlab", "git.example.com:8443": "gitlab" });

test.each([
  ["acme/web", "github", "github.com", "acme/web"],
  ["acme/.github", "github", "github.com", "acme/.github"],
  ["gitlab:group/sub/web", "gitlab", "gitlab.com", "group/sub/web"],
  ["bitbucket:team/web", "bitbucket", "bitbucket.org", "team/web"],
  ["https://github.com/acme/web", "github", "github.com", "acme/web"],
  ["https://github.com/acme/web.git", "github", "github.com", "acme/web"],
  ["https://github.com:443/acme/web/", "github", "github.com", "acme/web"],
  ["https://me@bitbucket.org/team/web.git", "bitbucket", "bitbucket.org", "team/web"],
  ["git@github.com:acme/web.git", "github", "github.com", "acme/web"],
  ["ssh://git@gitlab.com/group/web.git", "gitlab", "gitlab.com", "group/web"],
  ["ssh://git@gitlab.com:22/group/web.git", "gitlab", "gitlab.com", "group/web"],
  ["https://git.example.com/group/web", "gitlab", "git.example.com", "group/web"],
  ["https://git.example.com:8443/group/web", "gitlab", "git.example.com:8443", "group/web"],
  ["https://code.example.org/web.git", "git", "code.example.org", "https://code.example.org/web.git"],
  ["git@code.example.org:web.git", "git", "code.example.org", "git@code.example.org:web.git"],
  ["file:///srv/git/web.git", "git", "", "file:///srv/git/web.git"],
  ["./web", "folder", "", "./web"],
  ["..", "folder", "", ".."],
  ["/srv/web", "folder", "", "/srv/web"],
  ["~/src/web", "folder", "", "~/src/web"],
])("%s is one of %s", (line, place, host, name) => {
  expect(readList(line, "list", HOSTS)).toEqual([{ place, host, name }]);
});

test("empty lines and comments count for nothing", () => {
  expect(readList("\uFEFF# ours\r\n\r\n  acme/web   # the site\r\n", "list", HOSTS)).toMatchObject([
    { name: "acme/web" },
  ]);
});

test.each([
  "web",
  "acme/",
  "acme/../web",
  "-x/y",
  "https://",
  "ftp://h/x",
  "acme/we b",
  "a/..",
  "acme/web;rm",
  "javascript:x",
])("%j is no repository, and is not shown", (line) => {
  const read = () => readList(`acme/web\n${line}`, "list.txt", HOSTS);
  expect(read).toThrow(/^list\.txt:2: this is no repository$/);
});

test.each([
  "https://me:hunter2hunter2@git.example.com/a/b",
  "https://ghp_0123456789abcdefghijABCDEFGHIJ012345@github.com/a/b",
  "ssh://me:hunter2hunter2@git.example.com/a/b",
])("a password in an address is refused, and not shown", (line) => {
  expect(() => readList(line, "list", HOSTS)).toThrow(/^list:1: a password or token is written in this address$/);
});
