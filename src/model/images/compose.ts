import type { BuildAct, ComposeAct } from "../../docker/acts.ts";
import { impliedArgument, textOf as textOfArgument } from "../../docker/arguments.ts";
import { UNKNOWN } from "../../docker/reference.ts";
import { Source } from "../../source/source.ts";
import { type Node, asMap, asSeq, entriesOf, parse, textOf, valueOf } from "../../syntax/index.ts";
import { joinPath } from "../repository.ts";
import { type BuildPlace, type FetchedImage, type SourceLine, imagesOf } from "./builds.ts";

/** What a command of compose fetches, and the names of the images that it builds. */
export interface ComposeImages {
  readonly images: readonly FetchedImage[];
  readonly built: readonly string[];
}

/** Names that compose looks for, in its order (docs: Compose file reference, the file's name). */
const DEFAULTS = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];
const MAX_FILES = 16;
const NOTHING_KNOWN: ComposeImages = { images: [{ texts: new Set([UNKNOWN]), source: undefined }], built: [] };

interface Service {
  readonly name: string;
  readonly image: { readonly text: string; readonly source: SourceLine } | undefined;
  readonly build: BuildAct | undefined;
  /** A Dockerfile that is written in the compose file itself. */
  readonly dockerfile: string | undefined;
  readonly needs: readonly string[];
  /** Empty: it always belongs to the project. */
  readonly profiles: readonly string[];
  /** The folder that its build starts from. */
  readonly folder: string;
}

/** The images that a command of compose fetches; one unknown image where its files cannot be read. */
export function imagesOfCompose(act: ComposeAct, place: BuildPlace): ComposeImages {
  const files = filesOf(act, place);
  if (!files) return NOTHING_KNOWN;
  const services = new Map<string, Service>();
  for (const path of files) {
    const text = place.repository.read(path);
    if (text === undefined || !readServices(path, text, place, services)) return NOTHING_KNOWN;
  }
  const images: FetchedImage[] = [];
  const built: string[] = [];
  if (act.services.some((name) => textOfArgument(name).includes(UNKNOWN))) return NOTHING_KNOWN;
  for (const { image, build, folder, dockerfile } of wanted(act, services)) {
    if (build) {
      if (image) built.push(image.text);
      if (act.verb !== "pull" && act.verb !== "deploy")
        images.push(...imagesOf(build, { ...place, folder, input: dockerfile }));
    } else if (image && act.verb !== "build") images.push({ texts: new Set([image.text]), source: image.source });
  }
  return { images, built };
}

/** Paths from the root of the repository; `undefined` where one is not known, or no file is there. */
function filesOf({ files, folder: project }: ComposeAct, place: BuildPlace): string[] | undefined {
  const folder = project ? below(place.folder, textOfArgument(project)) : place.folder;
  if (folder === undefined) return undefined;
  const [listed] = place.variable("COMPOSE_FILE") ?? [];
  const named = files.length > 0 ? files.map(textOfArgument) : (listed?.split(":") ?? []);
  if (named.length > 0) {
    const paths = named.map((file) => below(place.folder, file));
    return paths.every((path) => path !== undefined) ? paths : undefined;
  }
  const path = DEFAULTS.map((name) => below(folder, name)).find(
    (one) => one !== undefined && place.repository.read(one) !== undefined,
  );
  if (path === undefined) return undefined;
  const override = path.replace(/\.(ya?ml)$/, ".override.$1");
  return place.repository.read(override) === undefined ? [path] : [path, override];
}

function below(folder: string | undefined, path: string): string | undefined {
  return folder === undefined || path.includes(UNKNOWN) || /^[/~]/.test(path) ? undefined : joinPath(folder, path);
}

/** Reads the services of a file over those of the files before it; false for what is no compose file. */
function readServices(path: string, text: string, place: BuildPlace, into: Map<string, Service>, depth = 0): boolean {
  const source = new Source(path, text);
  const { root, faults } = parse(source);
  if (faults.length > 0 || !asMap(root)) return false;
  const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
  for (const item of asSeq(valueOf(root, "include"))?.items ?? []) {
    const named = textOf(item.node) ?? textOf(valueOf(item.node, "path"));
    const file = named === undefined ? undefined : below(folder, named);
    const inner = file === undefined ? undefined : place.repository.read(file);
    if (file !== undefined && inner !== undefined && depth < MAX_FILES)
      readServices(file, inner, place, into, depth + 1);
  }
  for (const { key, value } of entriesOf(valueOf(root, "services")).values()) {
    const old = into.get(key);
    const image = valueOf(value, "image");
    const written = textOf(image);
    const line = image ? source.position(image.span.start).line : 1;
    into.set(key, {
      name: key,
      image: written === undefined ? old?.image : { text: interpolate(written, place), source: { file: path, line } },
      build: readBuild(valueOf(value, "build"), place) ?? old?.build,
      dockerfile: textOf(valueOf(valueOf(value, "build"), "dockerfile_inline")) ?? old?.dockerfile,
      needs: [...(old?.needs ?? []), ...namesIn(valueOf(value, "depends_on")), ...namesIn(valueOf(value, "links"))],
      profiles: [...(old?.profiles ?? []), ...namesIn(valueOf(value, "profiles"))],
      folder: old?.folder ?? folder,
    });
  }
  return true;
}

function readBuild(node: Node | undefined, place: BuildPlace): BuildAct | undefined {
  const short = textOf(node);
  const map = asMap(node);
  if (short === undefined && !map) return undefined;
  const text = (key: string): string | undefined => {
    const value = textOf(valueOf(map, key));
    return value === undefined ? undefined : interpolate(value, place);
  };
  const context = short === undefined ? (text("context") ?? ".") : interpolate(short, place);
  const file = text("dockerfile");
  const target = text("target");
  return {
    kind: "build",
    file: file === undefined ? undefined : impliedArgument(file.startsWith("/") ? file : `${context}/${file}`),
    context: impliedArgument(context),
    args: argsIn(valueOf(map, "args")).map((arg) => impliedArgument(interpolate(arg, place))),
    target: target === undefined ? undefined : impliedArgument(target),
    tags: [],
    cacheFrom: [],
    contexts: [],
    fromInput: text("dockerfile_inline") !== undefined,
    isLoaded: true,
  };
}

/** Names in a list or the keys of a map; of `service:alias` the service. */
function namesIn(node: Node | undefined): string[] {
  const list = asSeq(node);
  if (!list) return [...entriesOf(node).keys()];
  return list.items.flatMap((item) => textOf(item.node)?.split(":")[0] ?? []);
}

/** `NAME=value` of a list, or of a map. */
function argsIn(node: Node | undefined): string[] {
  const list = asSeq(node);
  if (list) return list.items.flatMap((item) => textOf(item.node) ?? []);
  return [...entriesOf(node).values()].map(({ key, value }) => {
    const text = textOf(value);
    return text === undefined ? key : `${key}=${text}`;
  });
}

const VARIABLE = /\$\$|\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-?+])([^{}]*))?\})/g;

/** A text with the variables of the environment in it. */
function interpolate(text: string, { variable }: BuildPlace): string {
  return text.replaceAll(VARIABLE, (_, bare?: string, braced?: string, operator?: string, word = "") => {
    const name = bare ?? braced;
    if (name === undefined) return "$";
    const [value, ...others] = variable(name) ?? [];
    if (value !== undefined && others.length === 0) return operator?.endsWith("+") ? word : value;
    return operator?.endsWith("-") ? word : UNKNOWN;
  });
}

/** The services that a command is about, and what they need. */
function wanted(
  { services: named, profiles, verb, withDependencies }: ComposeAct,
  all: ReadonlyMap<string, Service>,
): Service[] {
  const active = profiles.map(textOfArgument);
  const isActive = (one: Service): boolean =>
    one.profiles.length === 0 || one.profiles.some((name) => active.includes(name));
  const names = named.map(textOfArgument);
  const open =
    names.length > 0 && verb !== "deploy" ? names : [...all.values()].filter(isActive).map(({ name }) => name);
  const chosen = new Set<Service>();
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const service = all.get(name);
    if (!service || chosen.has(service)) continue;
    chosen.add(service);
    if (withDependencies) open.push(...service.needs);
  }
  return [...all.values()].filter((service) => chosen.has(service));
}
