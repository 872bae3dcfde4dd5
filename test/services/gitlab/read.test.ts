import { expect, test } from "vitest";
import type { FetchedFile, FilesRequest } from "../../../src/fleet/forge.ts";
import type { FleetRepository } from "../../../src/fleet/repository.ts";
import type { NewFile } from "../../forges/bare-repository.ts";
import type { Fault } from "../../forges/faulty-server.ts";
import { type FakeGitlab, startGitlab } from "../../forges/gitlab/fake-gitlab.ts";
import type { FakeProject } from "../../forges/gitlab/state.ts";
import { collect, find } from "../../forges/ask.ts";

type Wanted = Partial<Pick<FilesRequest, "folders" | "paths">>;

/** The files of one project with these, as the forge reads them. */
async function readFrom(
  files: Readonly<Record<string, NewFile>>,
  wanted: Wanted,
  change: (gitlab: FakeGitlab) => void = () => undefined,
): Promise<Record<string, FetchedFile>> {
  const gitlab = await startGitlab();
  gitlab.state.add("acme/api", { files });
  change(gitlab);
  const forge = gitlab.open();
  const repository = await find(forge, "acme/api");
  const [first] = await collect(forge.read([{ ...requestFor(repository), ...wanted }]));
  if (!first || !("files" in first.answer)) throw new Error(JSON.stringify(first?.answer));
  return Object.fromEntries(first.answer.files);
}

function requestFor(repository: FleetRepository): FilesRequest {
  return { repository, commit: repository.base?.commit ?? "", folders: [], paths: [] };
}

/** Projects that each have one config, as they are found. */
async function several(gitlab: FakeGitlab, count: number): Promise<FilesRequest[]> {
  for (let number = 0; number < count; number += 1) {
    gitlab.state.add(`acme/r${number}`, { files: { ".circleci/config.yml": `a: ${number}\n` } });
  }
  const found = await collect(gitlab.open().list({ kind: "owner", owner: "acme" }));
  return found.flatMap((one) => ("id" in one ? [{ ...requestFor(one), folders: [".circleci"] }] : []));
}

const text = (content: string): FetchedFile => ({ kind: "text", text: content, isExecutable: false });

test("a folder is read with all that is below it, and nothing else", async () => {
  const files = await readFrom(
    { ".circleci/config.yml": "a: 1\n", ".circleci/src/jobs/b.yml": "b: 2\n", "README.md": "no", config: "no" },
    { folders: [".circleci"] },
  );
  expect(files).toEqual({ ".circleci/config.yml": text("a: 1\n"), ".circleci/src/jobs/b.yml": text("b: 2\n") });
});

test("a folder of many files is read page by page", async () => {
  const names = Array.from({ length: 230 }, (_, number) => `.circleci/${number}.yml`);
  const files = await readFrom(Object.fromEntries(names.map((name) => [name, name])), { folders: [".circleci"] });
  expect(files).toEqual(Object.fromEntries(names.map((name) => [name, text(name)])));
});

test("a folder that has ever more files is a failure", async () => {
  const gitlab = await startGitlab();
  const [request] = await several(gitlab, 1);
  const page = { nodes: [], pageInfo: { hasNextPage: true, endCursor: "MTAw" } };
  gitlab.fault = () => ({
    status: 200,
    body: { data: { r0: { nodes: [{ repository: { exists: true, f0: { blobs: page } } }] } } },
  });
  const [first] = await collect(gitlab.open().read(request ? [request] : []));
  expect(first?.answer).toEqual({ kind: "broken", message: "its folders have more than 2000 files" });
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
  ["an empty text", ""],
  ["a text of a mebibyte", "x".repeat(1_048_576)],
])("%s is read byte for byte", async (_, content) => {
  expect(await readFrom({ a: content }, { paths: ["a"] })).toEqual({ a: text(content) });
});

test("a text that GraphQL does not give as it is, is fetched for itself", async () => {
  const files = await readFrom({ a: "one\r\ntwo", b: "b" }, { paths: ["a", "b"] }, (gitlab) => {
    gitlab.state.most.bytes = 4;
  });
  expect(files).toEqual({ a: text("one\r\ntwo"), b: text("b") });
});

test.each([
  ["what is no text", Buffer.from([0, 1, 2]), "it is no text"],
  ["a text of another encoding", Buffer.from([0x61, 0xe4, 0x62]), "it is no UTF-8 text"],
  ["a file of more than a mebibyte", "x".repeat(1_048_577), "it has more than a mebibyte"],
])("%s is told to be unreadable", async (_, content, why) => {
  expect(await readFrom({ a: content }, { paths: ["a"] })).toEqual({ a: { kind: "unreadable", why } });
});

test.each(['a"b', "a'b $(id) `id`", "a\nb: c", "ä/\u{1F600}", "a) { id } b", "%2e%2e/x"])(
  "a path such as %j is read as what it is",
  async (path) => {
    expect(await readFrom({ [path]: "a" }, { paths: [path] })).toEqual({ [path]: text("a") });
  },
);

test("many projects are read by few requests, each at its commit", async () => {
  const gitlab = await startGitlab();
  const requests = await several(gitlab, 20);
  const before = gitlab.server.calls.length;
  for (const project of gitlab.state.projects) {
    gitlab.state.commit(project, "main", { ".circleci/config.yml": "newer" });
  }
  const answers = await collect(gitlab.open().read(requests));
  expect(answers.map(({ answer }) => "files" in answer && answer.files.get(".circleci/config.yml"))).toEqual(
    requests.map((_, number) => text(`a: ${number}\n`)),
  );
  expect(gitlab.server.calls.length - before).toBe(3);
});

test("what a server takes at once is learned, and asked for from then on", async () => {
  const gitlab = await startGitlab();
  const requests = await several(gitlab, 12);
  gitlab.state.most.complexity = 100;
  const before = gitlab.server.calls.length;
  const answers = await collect(gitlab.open().read(requests));
  expect(answers.every(({ answer }) => "files" in answer)).toBe(true);
  const refused = 1;
  expect(gitlab.server.calls.length - before).toBeLessThanOrEqual(refused + 12 / 3);
});

test("a commit that is not there is one that has moved, and one without any of the files is not", async () => {
  const gitlab = await startGitlab();
  for (const name of ["a", "b"]) gitlab.state.add(`acme/${name}`, { files: { f: name } });
  const forge = gitlab.open();
  const [a, b] = [await find(forge, "acme/a"), await find(forge, "acme/b")];
  const answers = await collect(
    forge.read([
      { ...requestFor(a), commit: "1".repeat(40), folders: [".circleci"] },
      { ...requestFor(b), folders: [".circleci"] },
    ]),
  );
  expect(answers.map(({ answer }) => answer)).toEqual([
    { kind: "moved", message: "the commit that was looked at is not there any more" },
    { files: new Map() },
  ]);
});

test.each([
  ["vanished", ({ state }: FakeGitlab, project: FakeProject) => state.remove(project), "gone"],
  ["lost to us", (_: FakeGitlab, project: FakeProject) => void (project.access = "guest"), "denied"],
])("a project that is %s midway fails, and the others are read", async (_, change, kind) => {
  const gitlab = await startGitlab();
  const requests = await several(gitlab, 3);
  const second = gitlab.state.find("acme/r1");
  if (second) change(gitlab, second);
  const answers = await collect(gitlab.open().read(requests));
  const kinds = Object.fromEntries(
    answers.map(({ repository, answer }) => [repository.name, "files" in answer ? "read" : answer.kind]),
  );
  expect(kinds).toEqual({ "acme/r0": "read", "acme/r1": kind, "acme/r2": "read" });
});

test("a project that was renamed midway is read all the same", async () => {
  const gitlab = await startGitlab();
  const requests = await several(gitlab, 1);
  for (const project of gitlab.state.projects) gitlab.state.rename(project, "other/name");
  const [first] = await collect(gitlab.open().read(requests));
  expect(first?.answer).toHaveProperty("files");
});

test.each<[string, Fault]>([
  ["an answer that is none of GraphQL's", { status: 502, body: {} }],
  [
    "a query that takes too long",
    { status: 200, body: { errors: [{ message: "Timeout on validation of query" }], data: null } },
  ],
  [
    "a query of which a part takes too long",
    {
      status: 200,
      body: {
        data: { r0: { nodes: [{ repository: { exists: true, f0: null } }] } },
        errors: [{ message: "Timeout on Repository.tree", path: ["r0", "nodes", 0, "repository", "f0"] }],
      },
    },
  ],
  ["an answer without an end", { status: 200, body: Buffer.alloc(67_108_865, " ") }],
])("%s is asked by halves, and one project that is too much fails", async (_, fault) => {
  const gitlab = await startGitlab();
  const requests = await several(gitlab, 6);
  gitlab.fault = ({ text: query }) => (query.includes("gid://gitlab/Project/104") ? fault : undefined);
  const answers = await collect(gitlab.open().read(requests));
  const failed = answers.filter(({ answer }) => !("files" in answer)).map(({ repository }) => repository.name);
  expect([answers.length, failed]).toEqual([6, ["acme/r3"]]);
});

test("a part of the answer that is kept back is a failure, and not taken for nothing", async () => {
  const gitlab = await startGitlab();
  const requests = await several(gitlab, 1);
  gitlab.fault = ({ text: query }) =>
    query.includes("rawTextBlob")
      ? {
          status: 200,
          body: {
            data: { r0: { nodes: [{ repository: { exists: true, f0: null, p0: null } }] } },
            errors: [{ message: "Something went wrong", path: ["r0", "nodes", 0, "repository", "f0"] }],
          },
        }
      : undefined;
  const [first] = await collect(gitlab.open().read(requests));
  expect(first?.answer).toEqual({ kind: "broken", message: "GitLab says: Something went wrong" });
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
  const gitlab = await startGitlab();
  gitlab.state.add("acme/api", { files: { ".circleci/config.yml": "a: 1\n", ".circleci/b.yml": "é" } });
  const forge = gitlab.open();
  gitlab.fault = ({ index }) => (index % 2 === 0 ? fault : undefined);
  const repository = await find(forge, "acme/api");
  const [first] = await collect(forge.read([{ ...requestFor(repository), folders: [".circleci"] }]));
  expect(first?.answer).toEqual({
    files: new Map([
      [".circleci/config.yml", text("a: 1\n")],
      [".circleci/b.yml", text("é")],
    ]),
  });
});
