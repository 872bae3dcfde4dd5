import { expect, test } from "vitest";
import type { FetchedFile, FilesRequest } from "../../../src/fleet/forge.ts";
import type { FleetRepository } from "../../../src/fleet/repository.ts";
import { startBitbucket } from "../../forges/bitbucket/fake-bitbucket.ts";
import type { FakeRepository } from "../../forges/bitbucket/state.ts";
import type { NewFile } from "../../forges/bare-repository.ts";
import type { Fault } from "../../forges/faulty-server.ts";
import { collect, find } from "../../forges/ask.ts";

type Wanted = Partial<Pick<FilesRequest, "folders" | "paths">>;

async function start(
  files: Readonly<Record<string, NewFile>>,
  change: (fake: FakeRepository) => void = () => undefined,
) {
  const bitbucket = await startBitbucket();
  const fake = bitbucket.state.add("acme/api", { files });
  change(fake);
  const forge = bitbucket.open();
  const repository = await find(forge, "acme/api");
  const before = bitbucket.server.calls.length;
  const read = async (wanted: Wanted) => {
    const [first] = await collect(forge.read([{ ...requestFor(repository), ...wanted }]));
    if (!first || !("files" in first.answer)) return first?.answer;
    return Object.fromEntries(first.answer.files);
  };
  return { bitbucket, fake, forge, repository, read, requests: () => bitbucket.server.calls.length - before };
}

function requestFor(repository: FleetRepository): FilesRequest {
  return { repository, commit: repository.base?.commit ?? "", folders: [], paths: [] };
}

const text = (content: string): FetchedFile => ({ kind: "text", text: content, isExecutable: false });

test("a folder is read with all that is below it, and nothing else", async () => {
  const { read, requests } = await start({
    ".circleci/config.yml": "a: 1\n",
    ".circleci/src/jobs/b.yml": "b: 2\n",
    "README.md": "no",
  });
  expect(await read({ folders: [".circleci"] })).toEqual({
    ".circleci/config.yml": text("a: 1\n"),
    ".circleci/src/jobs/b.yml": text("b: 2\n"),
  });
  // The root, the folder, and two files.
  expect(requests()).toBe(4);
});

test("a folder that is deeper than one list reaches is read by further ones", async () => {
  const path = ".circleci/a/b/c/d/e/f/g/h/config.yml";
  const { read } = await start({ [path]: "deep", ".circleci/x": "x" });
  expect(await read({ folders: [".circleci"] })).toEqual({ [path]: text("deep"), ".circleci/x": text("x") });
});

test("a folder that is too much for one list is read folder by folder", async () => {
  const { read, bitbucket } = await start({ ".circleci/a/b.yml": "b", ".circleci/c/d/e.yml": "e" });
  bitbucket.state.ways.levels = 1;
  expect(await read({ folders: [".circleci"] })).toEqual({
    ".circleci/a/b.yml": text("b"),
    ".circleci/c/d/e.yml": text("e"),
  });
});

test("a folder of many files is read page by page", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 130 }, (_, index) => [`.circleci/${index}.yml`, `n: ${index}`]),
  );
  const { read } = await start(files);
  expect(await read({ folders: [".circleci"] })).toEqual(
    Object.fromEntries(Object.entries(files).map(([path, content]) => [path, text(content)])),
  );
});

test("of what is not there, only the folder above is looked at", async () => {
  const { read, requests } = await start({ a: "a" });
  expect(await read({ folders: [".circleci"], paths: ["Dockerfile", "docs/b", "docs/c/d", "a/b"] })).toEqual({});
  expect(requests()).toBe(1);
});

test("what was looked at is not looked at again", async () => {
  const { read, requests } = await start({ ".circleci/config.yml": "a", "scripts/run.sh": "b" });
  await read({ folders: [".circleci"], paths: [".circleci", "package.json"] });
  expect(requests()).toBe(3);
  expect(await read({ paths: ["scripts", "scripts/run.sh", "scripts/lib/no.sh", "other/no.sh"] })).toEqual({
    "scripts/run.sh": text("b"),
  });
  expect(requests()).toBe(5);
});

test("single files are read, folders that are asked for as files are not there", async () => {
  const { read } = await start({ Dockerfile: "FROM a\n", "docs/b": "b" });
  expect(await read({ paths: ["Dockerfile", "docs"] })).toEqual({ Dockerfile: text("FROM a\n") });
});

test("links and executable files are told apart, and nothing is read through a link", async () => {
  const { read } = await start({
    ".circleci/config.yml": { link: "../ci.yml" },
    ".circleci/run.sh": { executable: "#!/bin/sh\n" },
    ci: { link: ".circleci" },
  });
  expect(await read({ folders: [".circleci", "ci"], paths: ["ci", "ci/run.sh"] })).toEqual({
    ".circleci/config.yml": { kind: "link", target: "../ci.yml" },
    ".circleci/run.sh": { kind: "text", text: "#!/bin/sh\n", isExecutable: true },
    ci: { kind: "link", target: ".circleci" },
  });
});

test("a file that looks like a list of files is a file", async () => {
  const list = JSON.stringify({
    values: [{ path: "../../etc/passwd", type: "commit_file" }],
    next: "http://elsewhere",
  });
  const { read } = await start({ "ci.json": list });
  expect(await read({ folders: ["ci.json"], paths: ["ci.json", "ci.json/a"] })).toEqual({ "ci.json": text(list) });
});

test.each(["a b#c?d.yml", "ä %2e%2e.yml", 'q"uote\\.yml', "line\nbreak.yml", "&amp;<b>.yml", "-rf.yml", "%00.yml"])(
  "a file of the name %j is read",
  async (name) => {
    const { read } = await start({ [`.circleci/${name}`]: "a" });
    expect(await read({ folders: [".circleci"] })).toEqual({ [`.circleci/${name}`]: text("a") });
  },
);

test.each([
  ["a text with a byte-order mark", "\uFEFFa: ü\r\n"],
  ["an empty text", ""],
  ["JSON", '{ "a": 1 }\n'],
])("%s is read byte for byte", async (_, content) => {
  const { read } = await start({ "package.json": content });
  expect(await read({ paths: ["package.json"] })).toEqual({ "package.json": text(content) });
});

test.each([
  ["what is no text", Buffer.from([0, 1, 2]), "it is no text"],
  ["a text of another encoding", Buffer.from([0x61, 0xe4, 0x62]), "it is no UTF-8 text"],
  ["a file of more than a mebibyte", "x".repeat(1_048_577), "it has more than a mebibyte"],
])("%s is told to be unreadable", async (_, content, why) => {
  const { read } = await start({ a: content });
  expect(await read({ paths: ["a"] })).toEqual({ a: { kind: "unreadable", why } });
});

test("a file that is kept elsewhere is told to be unreadable, and elsewhere is not asked", async () => {
  const { read } = await start({ a: "a" }, ({ lfs }) => lfs.add("a"));
  expect(await read({ paths: ["a"] })).toEqual({
    a: { kind: "unreadable", why: "it is kept outside the repository (Git LFS)" },
  });
});

test("many repositories are read, and one that has vanished fails alone", async () => {
  const bitbucket = await startBitbucket();
  const fakes = Array.from({ length: 30 }, (_, number) =>
    bitbucket.state.add(`acme/r${number}`, { files: { f: `${number}` } }),
  );
  const forge = bitbucket.open();
  const repositories = await collect(forge.list({ kind: "owner", owner: "acme" }));
  if (fakes[7]) bitbucket.state.remove(fakes[7]);
  const requests = repositories.flatMap((one) => ("id" in one ? [{ ...requestFor(one), paths: ["f"] }] : []));
  const answers = await collect(forge.read(requests));
  expect(answers.length).toBe(30);
  for (const { repository, answer } of answers) {
    const number = repository.name.replace("acme/r", "");
    if (number === "7") expect(answer).toMatchObject({ kind: "gone" });
    else expect("files" in answer && answer.files.get("f")).toEqual(text(number));
  }
});

test.each([
  ["renamed is read", (fake: FakeRepository) => void (fake.slug = "other"), { f: text("1") }],
  ["moved to another workspace is gone", (fake: FakeRepository) => void (fake.workspace = "other"), { kind: "gone" }],
])("a repository that was %s", async (_, change, expected) => {
  const { read, fake } = await start({ f: "1" });
  change(fake);
  expect(await read({ paths: ["f"] })).toMatchObject(expected);
});

test("a commit that is not there any more is one that has moved", async () => {
  const { read } = await start({ a: "a" });
  expect(await read({ paths: ["a"] })).toEqual({ a: text("a") });
  const { forge, repository } = await start({ a: "a" });
  const [first] = await collect(forge.read([{ ...requestFor(repository), commit: "1".repeat(40), paths: ["a"] }]));
  expect(first?.answer).toMatchObject({ kind: "moved" });
});

test("permission that is lost midway is told with the scope that is missing", async () => {
  const { read, bitbucket } = await start({ a: "a" });
  bitbucket.state.scopes = ["account"];
  expect(await read({ paths: ["a"] })).toEqual({
    kind: "denied",
    message: "the token may not do this there: it lacks the scope `repository`",
  });
});

test.each<[string, Fault]>([
  ["429 with the time to wait", { status: 429, body: {}, headers: { "retry-after": "3" } }],
  ["429 without", { status: 429, body: {} }],
  ["a fault of the server", { status: 503, body: {} }],
  ["a connection that breaks before", "reset"],
  ["a connection that breaks after", "lost"],
  ["an answer that is cut off", "cut"],
  ["a slow answer", "slow"],
])("files are read whole through %s, each time", async (_, fault) => {
  const { read, bitbucket } = await start({ ".circleci/config.yml": "a: 1\n" });
  bitbucket.fault = ({ index }) => (index % 2 === 0 ? fault : undefined);
  expect(await read({ folders: [".circleci"] })).toEqual({ ".circleci/config.yml": text("a: 1\n") });
});
