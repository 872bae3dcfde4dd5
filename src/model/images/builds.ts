import { type Argument, textOf } from "../../docker/arguments.ts";
import type { BuildAct } from "../../docker/acts.ts";
import { type BuildSettings, imagesOfBuild, readDockerfile } from "../../docker/dockerfile.ts";
import { UNKNOWN } from "../../docker/reference.ts";
import { type Repository, joinPath } from "../repository.ts";

/** An image that is fetched, and the file of the repository that names it. */
export interface FetchedImage {
  readonly texts: ReadonlySet<string>;
  readonly source: SourceLine | undefined;
}

export interface SourceLine {
  /** From the root of the repository. */
  readonly file: string;
  readonly line: number;
}

/** Where a build reads: the folder that it starts in, and the files. */
export interface BuildPlace {
  readonly folder: string | undefined;
  readonly repository: Repository;
  /** The text that is piped into it. */
  readonly input: string | undefined;
  /** What a variable of the environment holds. */
  readonly variable: (name: string) => ReadonlySet<string> | undefined;
}

/** The images that a build fetches; with an unknown one where its Dockerfile cannot be read. */
export function imagesOf(act: BuildAct, place: BuildPlace): FetchedImage[] {
  const cached = act.cacheFrom.map(({ texts }): FetchedImage => ({ texts, source: undefined }));
  const found = dockerfileOf(act, place);
  if (!found) return [...cached, { texts: new Set([UNKNOWN]), source: undefined }];
  const { file, text } = found;
  const dockerfile = readDockerfile(text);
  const settings = settingsOf(act, place);
  const images = imagesOfBuild(dockerfile, settings).map(({ text: image, line }): FetchedImage => {
    const source = file === undefined ? undefined : { file, line };
    return { texts: new Set([image]), source };
  });
  return [...cached, ...images];
}

function dockerfileOf(
  { file, context, fromInput }: BuildAct,
  { folder, repository, input }: BuildPlace,
): { file: string | undefined; text: string } | undefined {
  if (fromInput) return input === undefined ? undefined : { file: undefined, text: input };
  const path = file ? textOf(file) : context && dockerfileIn(textOf(context));
  if (path === undefined || path.includes(UNKNOWN) || folder === undefined) return undefined;
  const full = joinPath(folder, relative(path));
  const text = full === undefined || /^[/~]/.test(relative(path)) ? undefined : repository.read(full);
  return full === undefined || text === undefined ? undefined : { file: full, text };
}

/** `Dockerfile` in a context that is a folder. */
function dockerfileIn(context: string): string | undefined {
  if (/^(?:https?:|git[@:]|ssh:|github\.com\/)|\.git(?:#|$)/.test(context)) return undefined;
  return `${context === "" ? "." : context}/Dockerfile`;
}

/** Paths below the folder that jobs check out to by default are those of the repository. */
function relative(path: string): string {
  return path.replace(/^(?:~|\/home\/circleci)\/project\//, "");
}

function settingsOf({ args, target, contexts }: BuildAct, { variable }: BuildPlace): BuildSettings {
  return {
    args: new Map(args.map((arg) => buildArg(arg, variable))),
    target: target && textOf(target),
    contexts: new Map(contexts.map(buildContext)),
  };
}

/** `NAME=value`, or `NAME` alone, which takes the value of the variable. */
function buildArg(arg: Argument, variable: BuildPlace["variable"]): [string, string] {
  const text = textOf(arg);
  const equals = text.indexOf("=");
  if (equals !== -1) return [text.slice(0, equals), text.slice(equals + 1)];
  const [only, ...others] = variable(text) ?? [];
  return [text, only !== undefined && others.length === 0 ? only : UNKNOWN];
}

/** `name=docker-image://image` stands for the image, anything else for files. */
function buildContext(arg: Argument): [string, string | undefined] {
  const text = textOf(arg);
  const equals = text.indexOf("=");
  const place = text.slice(equals + 1);
  return [text.slice(0, equals), /^docker-image:\/\/(.*)$/.exec(place)?.[1]];
}
