import { expect, test } from "vitest";
import type { FetchedFile, FilesRequest } from "../../../src/fleet/forge.ts";
import type { FleetRepository } from "../../../src/fleet/repository.ts";
import { startGithub } from "../../forges/github/fake-github.ts";
import type { NewFile } from "../../forges/bare-repository.ts";
import type { Fault } from "../../forges/faulty-server.ts";
import { collect, find } from "../../forges/ask.ts";

/** The files of one repository with these, as the forge reads them. */
async function readFrom(
  files: Readonly<Record<string, NewFile>>,
  { folders = [], paths = [] }: Partial<Pick<FilesRequest, "folders" | "paths">>,
): Promise<Record<string, FetchedFile>> {
  const github = await startGithub();
  github.state.add("acme/api", { files });
  const forge = github.open();
  const repository = await find(forge, "acme/api");
  const [first] = await collect(forge.read([{ ...requestFor(repository), folders, paths }]));
  if (!first || !("files" in first.answer)) throw new Error(JSON.stringify(first?.answer));
  return Object.fromEntries(first.answer.files);
}

function requestFor(repository: FleetRepository): FilesRequest {
  return { repository, commit: repository.base?.commit ?? "", folders: [], paths: [] };
}

const text = (content: string): FetchedFile => ({ kind: "text", text: content, isExecutable: false });

test("a folder is read with all that is below it, and nothing else", async () => {
  const files = await readFrom(
    { ".circleci/config.yml": "a: 1\n", ".circleci/src/jobs/b.yml": "b: 2\n", "README.md": "no" },
    { folders: [".circleci"] },
  );
  expect(files).toEqual({ ".circleci/config.yml": text("a: 1\n"), ".circleci/src/jobs/b.yml": text("b: 2\n") });
});

test("a folder that is deeper than one query reaches is read by further ones", async () => {
  const path = ".circleci/a/b/c/d/e/f/g/config.yml";
  expect(await readFrom({ [path]: "deep" }, { folders: [".circleci"] })).toEqual({ [path]: text("deep") });
});

test("a folder and a file that are not there are left out", async () => {
  expect(await readFrom({ a: "a" }, { folders: [".circleci"], paths: ["Dockerfile", "docs/b"] })).toEqual({});
});

test("single files are read, folders that are asked for as files are not there", async () => {
  const files = await readFrom({ Dockerfile: "FROM a\n", "docs/b": "b" }, { paths: ["Dockerfile", "docs"] });
  expect(files).toEqual({ Dockerfile: text("FROM a\n") });
});

test("links and executable files are told apart", async () => {
  const files = await readFrom(
    { ".circleci/config.yml": { link: "../ci.yml" }, ".circleci/run.sh": { executable: "#!/bin/sh\n" } },
    { folders: [".circleci"] },
  );
  expect(files).toEqual({
    ".circleci/config.yml": { kind: "link", target: "../ci.yml" },
    ".circleci/run.sh": { kind: "text", text: "#!/bin/sh\n", isExecutable: true },
  });
});

test.each([
  ["a text with a byte-order mark", "\uFEFFa: ü\r\n"],
  ["a text that GitHub cuts off", "x".repeat(600_000)],
  ["an empty text", ""],
])("%s is read byte for byte", async (_, content) => {
  expect(await readFrom({ a: content }, { paths: ["a"] })).toEqual({ a: text(content) });
});

test.each([
  ["what is no text", Buffer.from([0, 1, 2]), "it is no text"],
  ["a text of another encoding", Buffer.from([0x61, 0xe4, 0x62]), "it is no UTF-8 text"],
  ["a file of more than a mebibyte", "x".repeat(1_048_577), "it has more than a mebibyte"],
])("%s is told to be unreadable", async (_, content, why) => {
  expect(await readFrom({ a: content }, { paths: ["a"] })).toEqual({ a: { kind: "unreadable", why } });
});

test("many repositories are read by few requests", async () => {
  const github = await startGithub();
  for (let number = 0; number < 30; number += 1) {
    github.state.add(`acme/r${number}`, { files: { ".circleci/config.yml": `n: ${number}\n` } });
  }
  const forge = github.open();
  const repositories = await collect(forge.list({ kind: "owner", owner: "acme" }));
  const before = github.server.calls.length;
  const requests = repositories.flatMap((one) => ("id" in one ? [{ ...requestFor(one), folders: [".circleci"] }] : []));
  const answers = await collect(forge.read(requests));
  expect(answers.length).toBe(30);
  for (const { repository, answer } of answers) {
    const number = repository.name.replace("acme/r", "");
    expect("files" in answer && answer.files.get(".circleci/config.yml")).toEqual(text(`n: ${number}\n`));
  }
  expect(github.server.calls.length - before).toBe(2);
});

test("a repository that has vanished fails, and the others are read", async () => {
  const github = await startGithub();
  const [gone] = ["a", "b", "c"].map((name) => github.state.add(`acme/${name}`, { files: { f: name } }));
  const forge = github.open();
  const found = await Promise.all(["a", "b", "c"].map((name) => find(forge, `acme/${name}`)));
  if (gone) github.state.remove(gone);
  const answers = await collect(forge.read(found.map((one) => ({ ...requestFor(one), paths: ["f"] }))));
  expect(Object.fromEntries(answers.map(({ repository, answer }) => [repository.name, answer]))).toEqual({
    "acme/a": { kind: "gone", message: "it is not there, or the token may not see it" },
    "acme/b": { files: new Map([["f", text("b")]]) },
    "acme/c": { files: new Map([["f", text("c")]]) },
  });
});

test("a query that is too much for the server is asked by halves, and one repository that is too much fails", async () => {
  const github = await startGithub();
  const names = ["a", "b", "c", "d"];
  for (const name of names) github.state.add(`acme/${name}`, { files: { f: name } });
  const forge = github.open();
  const found = await Promise.all(names.map((name) => find(forge, `acme/${name}`)));
  const heavy = found[2]?.id ?? "";
  github.fault = ({ text: query }) => (query.includes(heavy) ? { status: 502, body: {} } : undefined);
  const answers = await collect(forge.read(found.map((one) => ({ ...requestFor(one), paths: ["f"] }))));
  const broken = answers.filter(({ answer }) => !("files" in answer));
  expect([answers.length, broken.map(({ repository }) => repository.name)]).toEqual([4, ["acme/c"]]);
});

test.each([
  [
    "a part of the answer",
    { type: "RESOURCE_LIMITS_EXCEEDED", path: ["r1", "f0"], message: "Resource limits exceeded" },
  ],
  ["the whole", { message: "Something went wrong. This may be the result of a timeout." }],
])("a query of which GitHub leaves out %s, for it takes too long, is asked by halves", async (_, error) => {
  const github = await startGithub();
  const names = ["a", "b", "c"];
  for (const name of names) github.state.add(`acme/${name}`, { files: { f: name } });
  const forge = github.open();
  const found = await Promise.all(names.map((name) => find(forge, `acme/${name}`)));
  github.fault = ({ text: query }) =>
    found.filter(({ id }) => query.includes(id)).length > 1
      ? { status: 200, body: { data: { r0: { object: {} } }, errors: [error] } }
      : undefined;
  const answers = await collect(forge.read(found.map((one) => ({ ...requestFor(one), paths: ["f"] }))));
  expect(answers.map(({ answer }) => "files" in answer && answer.files.get("f"))).toEqual(names.map(text));
});

test("a folder that is kept back is a failure, and not taken for one that is not there", async () => {
  const github = await startGithub();
  github.state.add("acme/api", { files: { a: "a" } });
  const forge = github.open();
  const repository = await find(forge, "acme/api");
  github.fault = () => ({
    status: 200,
    body: {
      data: { r0: { object: { oid: "1" }, f0: null } },
      errors: [
        { type: "FORBIDDEN", path: ["r0", "f0"], message: "Resource protected by organization SAML enforcement" },
      ],
    },
  });
  const [first] = await collect(forge.read([{ ...requestFor(repository), folders: [".circleci"] }]));
  expect(first?.answer).toMatchObject({ kind: "denied" });
});

test.each<[string, Fault]>([
  ["429 with the time to wait", { status: 429, body: {}, headers: { "retry-after": "3" } }],
  ["429 without", { status: 429, body: {} }],
  ["a fault of the server", { status: 503, body: {} }],
  ["a connection that breaks before", "reset"],
  ["a connection that breaks after", "lost"],
  ["JSON that is cut off", "cut"],
  ["a slow answer", "slow"],
])("files are read whole through %s, each time", async (_, fault) => {
  const github = await startGithub();
  github.state.add("acme/api", { files: { ".circleci/config.yml": "a: 1\n" } });
  const forge = github.open();
  github.fault = ({ index }) => (index % 2 === 0 ? fault : undefined);
  const repository = await find(forge, "acme/api");
  const [first] = await collect(forge.read([{ ...requestFor(repository), folders: [".circleci"] }]));
  expect(first?.answer).toEqual({ files: new Map([[".circleci/config.yml", text("a: 1\n")]]) });
});

test("a commit that is not there any more is one that has moved", async () => {
  const github = await startGithub();
  github.state.add("acme/api", { files: { a: "a" } });
  const forge = github.open();
  const repository = await find(forge, "acme/api");
  const [first] = await collect(forge.read([{ ...requestFor(repository), commit: "1".repeat(40), paths: ["a"] }]));
  expect(first?.answer).toMatchObject({ kind: "moved" });
});
