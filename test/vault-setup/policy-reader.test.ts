import { expect, test } from "vitest";
import { byPriority, covers } from "../../src/vault-setup/path-match.ts";
import { readPolicyText } from "../../src/vault-setup/policy-reader.ts";

const rule = (path: string, capabilities: string[], hasMore = false) => ({ path, capabilities, hasMore });

test.each([
  ["", []],
  ["# nothing", []],
  ['path "a/b" { capabilities = ["read", "list"] }', [rule("a/b", ["read", "list"])]],
  ['path "a" {\n  capabilities = [\n    "read", # why\n  ]\n}\n// end\n', [rule("a", ["read"])]],
  [
    '/* two */ path "a" { capabilities = ["read"] }\npath "b/*" { capabilities = ["deny"] }',
    [rule("a", ["read"]), rule("b/*", ["deny"])],
  ],
  ['name = "old"\npath "/a" { policy = "write" }', [rule("a", ["create", "read", "update", "delete", "list"])]],
  [
    'path "a" { capabilities = ["create"] allowed_parameters = { "label" = ["x", "y"] "*" = [] } }',
    [rule("a", ["create"], true)],
  ],
  ['path "a" { capabilities = ["read"], min_wrapping_ttl = "1s" }', [rule("a", ["read"], true)]],
  ['path "a" { comment = "hub" capabilities = ["read"] }', [rule("a", ["read"])]],
  ['path "a" {}', [rule("a", [])]],
  ['path "say \\"a\\"" { capabilities = ["read"] }', [rule('say "a"', ["read"])]],
  [
    '{"path": {"a": {"capabilities": ["read"]}, "b": {"policy": "read"}}}',
    [rule("a", ["read"]), rule("b", ["read", "list"])],
  ],
  ['{"path": [{"a": {"capabilities": ["read"]}}]}', [rule("a", ["read"])]],
])("%j is read", (text, rules) => {
  expect(readPolicyText(text)).toEqual(rules);
});

test.each([
  ["path"],
  ['path "a"'],
  ['path "a" {'],
  ['path "a" { capabilities = ["read" }'],
  ['path "a" { capabilities = }'],
  ['path "a" { capabilities = ["read"] capabilities = ["sudo"] }'],
  ['path "a" { capabilities = <<EOT\nread\nEOT\n}'],
  ['path "a\\u0062" { capabilities = ["read"] }'],
  ['rule "a" { capabilities = ["read"] }'],
  ["{"],
  ["{} {}"],
  ['{"rule": {}}'],
  ['{"path": {"a": []}}'],
  ["key_prefix ''"],
])("%j is said to be not understood", (text) => {
  expect(readPolicyText(text)).toBeUndefined();
});

test.each([
  ["a/b", "a/b", true],
  ["a/b", "a/b/c", false],
  ["a/*", "a/b/c", true],
  ["a*", "ab/c", true],
  ["*", "a/b", true],
  ["a/+/c", "a/b/c", true],
  ["a/+/c", "a/c", false],
  ["+/b/*", "a/b/c/d", true],
  ["a/b/*", "a/b", false],
])("%s covers %s: %s", (pattern, path, isCovered) => {
  expect(covers(pattern, path)).toBe(isCovered);
});

test("the path that Vault goes by comes first", () => {
  const paths = ["*", "a/*", "a/b", "a/+/c", "a/+/*", "a/b*", "+/b"];
  expect(paths.sort(byPriority)).toEqual(["a/b", "a/b*", "a/+/c", "a/*", "a/+/*", "+/b", "*"]);
});
