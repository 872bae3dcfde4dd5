import type { Act, BuildAct } from "./acts.ts";
import { type Argument, type Booleans, type Options, hasFlag, readOptions, textOf, valuesOf } from "./arguments.ts";

/** Reads the arguments behind a subcommand. */
type Reader = (args: readonly Argument[]) => readonly Act[];

const PULL: Booleans = {
  short: "aqv",
  long: ["all-tags", "quiet", "disable-content-trust", "tls-verify", "all-platforms"],
};
const RUN: Booleans = {
  short: "ditPqh",
  long: "detach interactive tty rm init privileged publish-all no-healthcheck oom-kill-disable read-only sig-proxy disable-content-trust quiet help use-api-socket replace no-hosts tls-verify rmi read-only-tmpfs http-proxy env-host passwd".split(
    " ",
  ),
};
const BUILD: Booleans = {
  short: "qD",
  long: "no-cache pull quiet rm force-rm squash compress stream load push disable-content-trust check debug pull-always pull-never layers squash-all tls-verify format-only no-cache-filter-all".split(
    " ",
  ),
};
const FEW: Booleans = {
  short: "aqfv",
  long: ["quiet", "verbose", "insecure", "with-registry-auth", "detach", "force"],
};
const CREATE_BUILDER: Booleans = { short: "", long: ["append", "bootstrap", "leave", "use"] };

/** Subcommands of docker, podman, nerdctl and buildah that handle images. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["pull", pull],
  ["image pull", pull],
  ["run", run],
  ["create", run],
  ["container run", run],
  ["container create", run],
  ["build", (args) => build(args, true)],
  ["image build", (args) => build(args, true)],
  ["builder build", (args) => build(args, true)],
  ["buildx build", (args) => build(args, false)],
  ["buildx b", (args) => build(args, false)],
  ["buildx bake", () => [UNKNOWN_BUILD]],
  ["buildx create", createBuilder],
  ["buildx inspect", inspectBuilder],
  ["buildx imagetools inspect", inspect],
  ["buildx imagetools create", inspect],
  ["manifest inspect", inspect],
  ["service create", (args) => first(args, FEW, "always")],
  ["plugin install", (args) => first(args, { short: "", long: ["disable", "grant-all-permissions"] }, "always")],
  ["stack deploy", deploy],
  ["scout", scout],
  ["sbom", (args) => first(args, FEW, "missing")],
  [
    "from",
    (args) =>
      first(args, { short: "q", long: ["quiet", "pull", "pull-always", "pull-never", "tls-verify"] }, "missing"),
  ],
  ["bud", (args) => build(args, true)],
  ["build-using-dockerfile", (args) => build(args, true)],
  ["tag", tag],
  ["image tag", tag],
  ["commit", (args) => local(readOptions(args, { short: "pq", long: ["pause", "quiet"] }).operands.slice(1))],
  ["container commit", (args) => local(readOptions(args, { short: "pq", long: ["pause", "quiet"] }).operands.slice(1))],
  ["import", (args) => local(readOptions(args, FEW).operands.slice(1))],
  ["load", () => [{ kind: "local", images: undefined }]],
  ["image load", () => [{ kind: "local", images: undefined }]],
  ["push", (args) => local(readOptions(args, FEW).operands)],
  ["image push", (args) => local(readOptions(args, FEW).operands)],
  ["save", save],
  ["image save", save],
  ["logout", logout],
]);

const UNKNOWN_BUILD: BuildAct = {
  kind: "build",
  file: undefined,
  context: undefined,
  args: [],
  target: undefined,
  tags: [],
  cacheFrom: [],
  contexts: [],
  fromInput: false,
  isLoaded: false,
};

/**
 * What a subcommand does: `words` are the arguments behind the client's own flags. `undefined` for one that handles no
 * image.
 */
export function readEngineCommand(
  words: readonly Argument[],
): { readonly called: string; readonly acts: readonly Act[] } | undefined {
  for (const length of [3, 2, 1]) {
    const called = words.slice(0, length).map(textOf).join(" ");
    const reader = words.length >= length ? READERS.get(called) : undefined;
    if (reader) return { called, acts: reader(words.slice(length)) };
  }
  return undefined;
}

function pull(args: readonly Argument[]): Act[] {
  return [{ kind: "pull", images: readOptions(args, PULL).operands, when: "always" }];
}

function run(args: readonly Argument[]): Act[] {
  const options = readOptions(args, RUN, "first");
  const [policy] = valuesOf(options, "--pull").map(textOf);
  const [image] = options.operands;
  if (policy === "never" || hasFlag(options, "-h", "--help")) return [];
  return image ? [{ kind: "pull", images: [image], when: policy === "always" ? "always" : "missing" }] : [];
}

function build(args: readonly Argument[], isEngines: boolean): Act[] {
  const options = readOptions(args, BUILD);
  const [context] = options.operands;
  const [file] = valuesOf(options, "-f", "--file");
  const fromInput = (context && textOf(context) === "-") || (file && textOf(file) === "-") || false;
  const { flags } = options;
  const cacheFrom = (flags.get("--cache-from") ?? []).flatMap(cachedImage);
  return [
    {
      kind: "build",
      file: fromInput ? undefined : file,
      context,
      args: flags.get("--build-arg") ?? [],
      target: flags.get("--target")?.[0],
      tags: valuesOf(options, "-t", "--tag"),
      cacheFrom,
      contexts: flags.get("--build-context") ?? [],
      fromInput,
      isLoaded: isEngines || hasFlag(options, "--load") || loadsByOutput(options),
    },
  ];
}

function loadsByOutput(options: Options): boolean {
  return valuesOf(options, "-o", "--output").some((value) => /^(?:type=)?docker\b/.test(textOf(value)));
}

/** The image of `--cache-from image` and `--cache-from type=registry,ref=image`. */
function cachedImage(value: Argument): Argument[] {
  const texts = [...value.texts].flatMap((text) => {
    if (!/(?:^|,)type=/.test(text)) return text.split(",");
    return /(?:^|,)type=registry(?:,|$)/.test(text) ? (/(?:^|,)ref=([^,]+)/.exec(text)?.slice(1) ?? []) : [];
  });
  return texts.length === 0 ? [] : [{ ...value, texts: new Set(texts) }];
}

const BUILDKIT = "moby/buildkit:buildx-stable-1";

function createBuilder(args: readonly Argument[]): Act[] {
  const options = readOptions(args, CREATE_BUILDER);
  const [driver] = valuesOf(options, "--driver").map(textOf);
  if (driver !== undefined && driver !== "docker-container") return [];
  const settings = valuesOf(options, "--driver-opt");
  const named = settings.find((value) => /(?:^|,)image=/.test(textOf(value)));
  const text = named ? (/(?:^|,)image=([^,]+)/.exec(textOf(named))?.[1] ?? BUILDKIT) : BUILDKIT;
  const image = { texts: new Set([text]), word: named?.word };
  return [{ kind: "builder", image, starts: hasFlag(options, "--bootstrap") }];
}

function inspectBuilder(args: readonly Argument[]): Act[] {
  const isStarted = args.some((arg) => textOf(arg) === "--bootstrap");
  return isStarted ? [{ kind: "builder", image: undefined, starts: true }] : [];
}

function inspect(args: readonly Argument[]): Act[] {
  return [{ kind: "pull", images: readOptions(args, FEW).operands, when: "always" }];
}

function first(args: readonly Argument[], booleans: Booleans, when: "always" | "missing"): Act[] {
  const images = readOptions(args, booleans, "first").operands.slice(0, 1);
  return images.length > 0 ? [{ kind: "pull", images, when }] : [];
}

/** `docker scout cves image`. */
function scout([, ...args]: readonly Argument[]): Act[] {
  const images = readOptions(args, FEW).operands.slice(0, 1);
  const remote = images.filter((image) => !/^(?:local|archive|oci-dir|fs):/.test(textOf(image)));
  return remote.length > 0 ? [{ kind: "pull", images: remote, when: "missing" }] : [];
}

function deploy(args: readonly Argument[]): Act[] {
  const options = readOptions(args, FEW);
  const files = valuesOf(options, "-c", "--compose-file");
  if (files.length === 0) return [];
  return [
    { kind: "compose", verb: "deploy", files, folder: undefined, profiles: [], services: [], withDependencies: true },
  ];
}

function tag(args: readonly Argument[]): Act[] {
  return local(readOptions(args, FEW).operands.slice(1));
}

function local(images: readonly Argument[]): Act[] {
  return images.length > 0 ? [{ kind: "local", images }] : [];
}

function save(args: readonly Argument[]): Act[] {
  return local(readOptions(args, { short: "qm", long: ["quiet", "compress", "multi-image-archive"] }).operands);
}

function logout(args: readonly Argument[]): Act[] {
  const options = readOptions(args, { short: "a", long: ["all"] });
  return [{ kind: "logout", server: options.operands[0], all: hasFlag(options, "-a", "--all") }];
}
