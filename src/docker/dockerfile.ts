import { type Arg, type Copy, DockerfileParser, type From, type Instruction } from "dockerfile-ast";
import { UNKNOWN } from "./reference.ts";

/** What a Dockerfile is made from. */
export interface Dockerfile {
  /** The image of `# syntax=…`, the front end that BuildKit fetches to read the file. */
  readonly syntax: NamedImage | undefined;
  /** `ARG`s before the first `FROM`, with their defaults. */
  readonly globals: ReadonlyMap<string, string | undefined>;
  readonly stages: readonly Stage[];
}

/** One `FROM` and what follows it. */
export interface Stage {
  readonly name: string | undefined;
  readonly base: NamedImage;
  /** Images or stages that `COPY --from` and `RUN --mount=…,from=` read. */
  readonly sources: readonly NamedImage[];
}

/** The name of an image or stage as the file writes it, and its one-based line. */
export interface NamedImage {
  readonly text: string;
  readonly line: number;
}

/** How a build is called. */
export interface BuildSettings {
  /** Values of `--build-arg`, with `UNKNOWN` for what is not known. */
  readonly args: ReadonlyMap<string, string>;
  readonly target: string | undefined;
  /** Names that `--build-context` gives to something else; those that stand for images lead to them. */
  readonly contexts: ReadonlyMap<string, string | undefined>;
}

/** Reads a Dockerfile. Never throws; what is no Dockerfile has no stages. */
export function readDockerfile(text: string): Dockerfile {
  const dockerfile = DockerfileParser.parse(text);
  const globals = new Map<string, string | undefined>();
  for (const { name, value } of dockerfile.getInitialARGs().flatMap(assignmentsOf)) globals.set(name, value);
  const syntax = dockerfile.getDirectives().find((directive) => directive.getName().toLowerCase() === "syntax");
  const stages: { name: string | undefined; base: NamedImage; sources: NamedImage[] }[] = [];
  for (const instruction of dockerfile.getInstructions()) {
    const keyword = instruction.getKeyword();
    if (isFrom(instruction)) {
      const base = { text: instruction.getImage() ?? "", line: lineOf(instruction) };
      stages.push({ name: instruction.getBuildStage()?.toLowerCase(), base, sources: [] });
    } else if (keyword === "COPY" || keyword === "RUN") stages.at(-1)?.sources.push(...sourcesOf(instruction));
  }
  return { syntax: syntax && { text: syntax.getValue(), line: lineOf(syntax) }, globals, stages };
}

function isFrom(instruction: Instruction): instruction is From {
  return instruction.getKeyword() === "FROM";
}

function hasFlags(instruction: Instruction): instruction is Copy {
  return "getFlags" in instruction;
}

function lineOf(instruction: { getRange(): { start: { line: number } } | null }): number {
  return (instruction.getRange()?.start.line ?? 0) + 1;
}

function assignmentsOf(arg: Arg): { name: string; value: string | undefined }[] {
  const property = arg.getProperty();
  return property ? [{ name: property.getName(), value: property.getValue() ?? undefined }] : [];
}

function sourcesOf(instruction: Instruction): NamedImage[] {
  if (!hasFlags(instruction)) return [];
  return instruction.getFlags().flatMap((flag) => {
    const value = flag.getValue() ?? "";
    const source = flag.getName() === "from" ? value : /(?:^|,)from=([^,]+)/.exec(value)?.[1];
    const isRead = flag.getName() === "from" || flag.getName() === "mount";
    return isRead && source !== undefined && source !== "" ? [{ text: source, line: lineOf(flag) }] : [];
  });
}

/** The images that a build fetches: those of the stages that its target needs, `scratch` and other stages left out. */
export function imagesOfBuild(dockerfile: Dockerfile, settings: BuildSettings): NamedImage[] {
  const { stages, syntax } = dockerfile;
  const target = settings.target?.toLowerCase();
  const wanted = target === undefined ? stages.length - 1 : indexOfStage(stages, target, stages.length);
  const images: NamedImage[] = syntax ? [syntax] : [];
  const open = [wanted];
  const seen = new Set<number>();
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const stage = stages[at];
    if (!stage || seen.has(at)) continue;
    seen.add(at);
    for (const named of [stage.base, ...stage.sources]) {
      const text = expand(named.text, dockerfile, settings);
      const inner = indexOfStage(stages, text.toLowerCase(), at);
      if (inner !== -1) open.push(inner);
      else images.push(...fetched({ ...named, text }, settings));
    }
  }
  return images.toSorted((a, b) => a.line - b.line);
}

function fetched(named: NamedImage, { contexts }: BuildSettings): NamedImage[] {
  if (named.text === "scratch" || named.text === "") return [];
  if (!contexts.has(named.text)) return [named];
  const image = contexts.get(named.text);
  return image === undefined ? [] : [{ ...named, text: image }];
}

/** The stage of a name, or number, before the stage at `before`. */
function indexOfStage(stages: readonly Stage[], name: string, before: number): number {
  const index = stages.slice(0, before).findLastIndex((stage) => stage.name === name);
  if (index !== -1 || !/^\d+$/.test(name)) return index;
  return Number(name) < before ? Number(name) : -1;
}

const VARIABLE = /\\\$|\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-+])([^{}]*))?\}|\{[^}]*\})/g;

/** A name with its variables replaced: by what the build gives, else by the default of their `ARG`. */
function expand(text: string, { globals }: Dockerfile, { args }: BuildSettings): string {
  return text.replaceAll(VARIABLE, (match: string, bare?: string, braced?: string, operator?: string, word = "") => {
    const name = bare ?? braced;
    if (match === "\\$") return "$";
    if (name === undefined) return UNKNOWN;
    const declared = globals.get(name);
    const value = globals.has(name) ? (args.get(name) ?? (declared === undefined ? undefined : declared)) : undefined;
    if (operator?.endsWith("+")) return value === undefined ? "" : word;
    if (value !== undefined && value !== "") return value;
    return operator?.endsWith("-") ? word : UNKNOWN;
  });
}
