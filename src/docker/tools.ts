import type { Act, Client } from "./acts.ts";
import {
  type Argument,
  type Booleans,
  type Options,
  hasFlag,
  impliedArgument,
  readOptions,
  textOf,
  valuesOf,
} from "./arguments.ts";
import { UNKNOWN } from "./reference.ts";

const ENGINE: Client = { reads: ["docker"], needsEngine: true };
const CRANE: Client = { reads: ["docker", "containers"], needsEngine: false };
const CONTAINERS: Client = { reads: ["containers", "docker"], needsEngine: false };
const KANIKO: Client = { reads: ["kaniko"], needsEngine: false };
/** Scanners ask the engine first, and fetch what it does not have themselves. */
const SCANNER: Client = { reads: ["docker"], needsEngine: false };

/** A program beside the container engines' own clients that fetches images. */
interface Tool {
  readonly program: string;
  readonly client: Client;
  /** The words that must stand first, flags aside. */
  readonly words?: readonly string[];
  readonly booleans?: Booleans;
  readonly acts: (options: Options) => readonly Act[];
}

const QUIET: Booleans = {
  short: "qvdhu",
  long: "use-container quiet verbose debug help insecure no-progress json all recursive raw config".split(" "),
};

const TOOLS: readonly Tool[] = [
  ...["crane", "gcrane"].flatMap((program) =>
    ["pull", "copy", "cp", "digest", "manifest", "config", "export", "mutate", "append", "ls", "validate"].map(
      (word): Tool => ({
        program,
        client: CRANE,
        words: [word],
        booleans: { short: "avr", long: ["all-tags", "insecure", "verbose", "full-ref", "recursive"] },
        acts: (options) =>
          word === "append" ? pullOf(valuesOf(options, "-b", "--base")) : pullOf(options.operands.slice(0, 1)),
      }),
    ),
  ),
  ...["build", "resolve", "apply", "create", "publish"].map((word): Tool => ({
    program: "ko",
    client: CRANE,
    words: [word],
    // The base image is a setting of `.ko.yaml`; by default it is not on Docker Hub.
    acts: () => pullOf([impliedArgument("cgr.dev/chainguard/static")]),
  })),
  ...["copy", "inspect", "sync", "list-tags"].map((word): Tool => ({
    program: "skopeo",
    client: CONTAINERS,
    words: [word],
    booleans: {
      short: "afq",
      long: "all quiet raw config no-tags src-no-creds dest-no-creds src-tls-verify dest-tls-verify tls-verify remove-signatures preserve-digests no-creds dest-compress scoped keep-going dry-run insecure-policy debug".split(
        " ",
      ),
    },
    acts: ({ operands }) => pullOf(operands.slice(0, 1).flatMap(transported)),
  })),
  {
    program: "executor",
    client: KANIKO,
    booleans: {
      short: "",
      long: "cache cleanup force insecure insecure-pull no-push no-push-cache reproducible single-snapshot skip-tls-verify skip-tls-verify-pull skip-unused-stages use-new-run ignore-var-run compressed-caching push-retry".split(
        " ",
      ),
    },
    acts: buildWithKaniko,
  },
  // `kind` takes a fixed node image of its own unless it is told another (read in its sources, pkg/apis/config/defaults).
  {
    program: "kind",
    client: ENGINE,
    words: ["create", "cluster"],
    booleans: { short: "qh", long: ["retain", "quiet", "help"] },
    acts: ({ flags }) => pullOf(flags.get("--image") ?? [impliedArgument("kindest/node")]),
  },
  {
    program: "kind",
    client: ENGINE,
    words: ["build", "node-image"],
    booleans: QUIET,
    acts: ({ flags }) => pullOf(flags.get("--base-image") ?? [impliedArgument("kindest/base")]),
  },
  {
    program: "minikube",
    client: ENGINE,
    words: ["start"],
    booleans: QUIET,
    acts: ({ flags }) => pullOf(flags.get("--base-image") ?? []),
  },
  {
    program: "k3d",
    client: ENGINE,
    words: ["cluster", "create"],
    booleans: { short: "", long: "no-lb no-rollback wait no-image-volume verbose trace timestamps help".split(" ") },
    acts: (options) => pullOf(orElse(valuesOf(options, "-i", "--image"), "rancher/k3s")),
  },
  {
    program: "act",
    client: ENGINE,
    booleans: { short: "lnqvbrgh", long: "list dryrun quiet verbose bind reuse pull rm graph help".split(" ") },
    acts: actsOfAct,
  },
  {
    program: "earthly",
    client: ENGINE,
    booleans: {
      short: "iPVh",
      long: "ci push no-cache allow-privileged verbose no-output strict interactive image artifact help".split(" "),
    },
    acts: () => pullOf([impliedArgument("earthly/buildkitd")]),
  },
  {
    program: "pack",
    client: ENGINE,
    words: ["build"],
    booleans: { short: "v", long: "publish clear-cache trust-builder verbose no-color quiet timestamps".split(" ") },
    acts: (options) => pullOf(valuesOf(options, "-B", "--builder", "--run-image")),
  },
  {
    program: "localstack",
    client: ENGINE,
    words: ["start"],
    booleans: { short: "d", long: ["detached", "docker", "host", "no-banner", "debug"] },
    acts: () => pullOf([impliedArgument("localstack/localstack")]),
  },
  {
    program: "circleci",
    client: ENGINE,
    words: ["local", "execute"],
    booleans: QUIET,
    acts: () => pullOf([impliedArgument("circleci/picard")]),
  },
  {
    program: "trivy",
    client: SCANNER,
    words: ["image"],
    booleans: {
      short: "dqh",
      long: "debug quiet help ignore-unfixed no-progress light removed-pkgs reset skip-db-update skip-java-db-update list-all-pkgs dependency-tree insecure download-db-only".split(
        " ",
      ),
    },
    acts: ({ operands, flags }) => (flags.has("--input") ? [] : scanOf(operands)),
  },
  { program: "trivy", client: SCANNER, words: ["i"], booleans: QUIET, acts: ({ operands }) => scanOf(operands) },
  {
    program: "grype",
    client: SCANNER,
    booleans: { short: "qvh", long: "quiet verbose only-fixed only-notfixed by-cve add-cpes-if-none help".split(" ") },
    acts: ({ operands }) => scanOfNamed(operands),
  },
  {
    program: "syft",
    client: SCANNER,
    booleans: QUIET,
    acts: ({ operands }) => scanOfNamed(operands),
  },
  {
    program: "snyk",
    client: SCANNER,
    words: ["container"],
    booleans: { short: "d", long: "json sarif app-vulns exclude-base-image-vulns print-deps help".split(" ") },
    acts: ({ operands: [, ...images] }) => scanOf(images),
  },
  // What these fetch stands in files of their own, or in themselves.
  ...[
    "sam build",
    "packer build",
    "supabase start",
    "skaffold build",
    "skaffold run",
    "skaffold dev",
    "tilt up",
    "tilt ci",
  ].map(ownChoice),
  ...["dagger call", "dagger run", "dagger do"].map(ownChoice),
];

/** A tool that fetches images of its own choice. */
function ownChoice(called: string): Tool {
  const [program = "", ...words] = called.split(" ");
  const acts = program === "sam" ? ofContainer : () => pullOf([impliedArgument(UNKNOWN)]);
  return { program, client: ENGINE, words, booleans: QUIET, acts };
}

/** `sam build --use-container`. */
function ofContainer(options: Options): Act[] {
  return hasFlag(options, "-u", "--use-container") ? pullOf([impliedArgument(UNKNOWN)]) : [];
}

const WITHOUT: Booleans = { short: "", long: [] };

const NAMES = new Set(TOOLS.map(({ program }) => program));

export function isTool(program: string): boolean {
  return NAMES.has(program);
}

/** What a tool does; `undefined` for a program that fetches no images by itself. */
export function readTool(
  program: string,
  args: readonly Argument[],
): { readonly called: string; readonly client: Client; readonly acts: readonly Act[] } | undefined {
  for (const tool of TOOLS) {
    if (tool.program !== program) continue;
    const options = readOptions(args, tool.booleans ?? WITHOUT);
    const words = tool.words ?? [];
    if (!words.every((word, index) => textOf(options.operands[index] ?? impliedArgument("")) === word)) continue;
    const own = { ...options, operands: options.operands.slice(words.length) };
    return { called: [program, ...words].join(" "), client: tool.client, acts: tool.acts(own) };
  }
  return undefined;
}

function pullOf(images: readonly Argument[]): Act[] {
  return images.length > 0 ? [{ kind: "pull", images, when: "missing" }] : [];
}

function orElse(images: readonly Argument[], image: string): readonly Argument[] {
  return images.length > 0 ? images : [impliedArgument(image)];
}

/** The image that a scanner is given; not a folder, a file or another source than a registry. */
function scanOf([image]: readonly Argument[]): Act[] {
  const text = image && textOf(image);
  if (!image || text === undefined || OTHER_SOURCES.test(text)) return [];
  const texts = [...image.texts].map((one) => one.replace(/^(?:docker|registry|podman):/, ""));
  return pullOf([{ texts: new Set(texts), word: image.word }]);
}

const OTHER_SOURCES = /^[./~]|^(?:dir|file|sbom|oci-dir|oci-archive|docker-archive|purl|singularity):/;

/** What `syft image` and `syft scan image` are given. A name without a tag is a folder if there is one. */
function scanOfNamed(operands: readonly Argument[]): Act[] {
  const [image] = namedBy(operands);
  const text = image && textOf(image);
  const mayBeFolder = text !== undefined && /^[\w-]+(?:\/[\w.-]+)*$/.test(text);
  return mayBeFolder ? pullOf([impliedArgument(UNKNOWN)]) : scanOf(namedBy(operands));
}

/** The operands behind `scan`; none for subcommands that scan nothing. */
function namedBy(operands: readonly Argument[]): readonly Argument[] {
  const [first, ...rest] = operands;
  const text = first && textOf(first);
  if (text === undefined || /^(?:attest|cataloger|completion|config|convert|db|explain|help|login|version)$/.test(text))
    return [];
  return /^(?:scan|packages)$/.test(text) ? rest : operands;
}

/** The image of `docker://image`; none for the other transports. */
function transported({ texts, word }: Argument): Argument[] {
  const images = [...texts].flatMap((text) => (text.startsWith("docker://") ? [text.slice(9)] : []));
  return images.length > 0 ? [{ texts: new Set(images), word }] : [];
}

function buildWithKaniko(options: Options): Act[] {
  const [context] = valuesOf(options, "-c", "--context");
  const [file] = valuesOf(options, "-f", "--dockerfile");
  if (!context && !file && !options.flags.has("--destination")) return [];
  return [
    {
      kind: "build",
      file,
      context: context && {
        ...context,
        texts: new Set([...context.texts].map((text) => text.replace(/^dir:\/\//, ""))),
      },
      args: options.flags.get("--build-arg") ?? [],
      target: options.flags.get("--target")?.[0],
      tags: [],
      cacheFrom: [],
      contexts: [],
      fromInput: false,
      isLoaded: false,
    },
  ];
}

/** `act -P ubuntu-latest=image`, else its default image. */
function actsOfAct(options: Options): Act[] {
  if (hasFlag(options, "-l", "--list", "-g", "--graph", "-n", "--dryrun", "-h", "--help", "--version")) return [];
  const given = valuesOf(options, "-P", "--platform");
  const images = given.map(({ texts, word }) => ({
    texts: new Set([...texts].map((text) => text.slice(text.indexOf("=") + 1))),
    word,
  }));
  return pullOf(orElse(images, "catthehacker/ubuntu:act-latest"));
}
