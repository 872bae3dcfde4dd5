import { describe, expect, test } from "vitest";
import { imagesOfBuild, readDockerfile } from "../../src/docker/dockerfile.ts";
import { UNKNOWN } from "../../src/docker/reference.ts";

interface Build {
  readonly args?: Record<string, string>;
  readonly target?: string;
  readonly contexts?: Record<string, string | undefined>;
}

function images(text: string, { args = {}, target, contexts = {} }: Build = {}): string[] {
  const settings = { args: new Map(Object.entries(args)), target, contexts: new Map(Object.entries(contexts)) };
  return imagesOfBuild(readDockerfile(text), settings).map((image) =>
    `${image.line} ${image.text}`.replaceAll(UNKNOWN, "?"),
  );
}

const STAGES = `FROM golang:1.23 AS build
RUN go build
FROM build AS test
FROM node:20 AS web
FROM alpine:3.20
COPY --from=build /app /app
COPY --from=web /dist /dist
COPY --from=busybox:1.36 /bin/sh /bin/sh
`;

describe("the images that a build fetches", () => {
  test.each<[string, string, Build | undefined, string[]]>([
    ["are those of its stages", STAGES, undefined, ["1 golang:1.23", "4 node:20", "5 alpine:3.20", "8 busybox:1.36"]],
    ["are only those that the target needs", STAGES, { target: "test" }, ["1 golang:1.23"]],
    [
      "are none of a stage that is given by number",
      "FROM a AS b\nFROM scratch\nCOPY --from=0 x y\n",
      undefined,
      ["1 a"],
    ],
    [
      "are found whatever the case",
      "from Alpine as Base\ncopy --from=busybox a b\nFROM base\n",
      undefined,
      ["1 Alpine", "2 busybox"],
    ],
    ["are named by arguments before the first FROM", "ARG V=20\nFROM node:${V}\n", undefined, ["2 node:20"]],
    ["are named by what the build gives", "ARG V=20\nFROM node:$V\n", { args: { V: "22" } }, ["2 node:22"]],
    ["are not named by an argument that nothing declares", "FROM node:$V\n", { args: { V: "22" } }, ["1 node:?"]],
    ["are unknown without a value", "ARG BASE\nFROM $BASE\n", undefined, ["2 ?"]],
    ["have defaults where they are used", "FROM ${BASE:-alpine}:3\n", undefined, ["1 alpine:3"]],
    ["can depend on whether something is given", "ARG X\nFROM a${X:+-slim}\n", { args: { X: "1" } }, ["2 a-slim"]],
    [
      "are fetched by mounts too",
      "FROM a\nRUN --mount=type=bind,from=golang:1,target=/x \\\n  --mount=type=cache,target=/y make\n",
      undefined,
      ["1 a", "2 golang:1"],
    ],
    ["include the front end", "# syntax=docker/dockerfile:1\nFROM scratch\n", undefined, ["1 docker/dockerfile:1"]],
    ["are none in a here-document", "FROM a\nRUN <<EOF\nFROM b\nEOF\nFROM c\n", undefined, ["5 c"]],
    [
      "can be replaced by contexts",
      "FROM a\nCOPY --from=b x y\nCOPY --from=c x y\n",
      { contexts: { a: "acme/a:1", b: undefined } },
      ["1 acme/a:1", "3 c"],
    ],
    ["are read with Windows line endings", "FROM a AS b\r\nCOPY --from=c x y\r\n", undefined, ["1 a", "2 c"]],
    ["are none of what is no Dockerfile", "hello: world\n", undefined, []],
    ["are none of an empty file", "", undefined, []],
    ["are none of a target that does not exist", "FROM a\n", { target: "nothing" }, []],
    [
      "are found with a platform before them",
      "FROM --platform=$BUILDPLATFORM node:20 AS x\n",
      undefined,
      ["1 node:20"],
    ],
  ])("%s", (_, text, build, expected) => {
    expect(images(text, build)).toEqual(expected);
  });
});
