import { expand, valueOf, type Plain } from "../syntax/index.ts";
import type { JobRun } from "./steps/job-run.ts";
import type { Step } from "./steps/step.ts";

/** Variables that CircleCI and every shell set. */
const BUILT_IN =
  /^(?:CIRCLE\w*|CI|HOME|PATH|USER|PWD|OLDPWD|SHELL|TERM|LANG|LC_\w+|TMPDIR|BASH\w*|HOSTNAME|RANDOM|EUID|UID|IFS|PS\d|SECONDS)$/;

/**
 * True when a run of a job, one of its steps left out, may use a variable that only a context or the project can supply: it
 * names one that nothing in the job sets, or has steps whose source is not here. What programs read by themselves is not seen.
 */
export function mayUseOtherVariables(run: JobRun, without: Step, names: readonly string[]): boolean {
  const rest = run.steps.filter((step) => step !== without && step.place.item !== without.place.item);
  if (rest.some(({ kind }) => kind === "orb" || kind === "unknown")) return true;
  const scripts = rest.map(({ run: own }) => [
    own?.scalar.value ?? "",
    textIn(own?.environment && expand(own.environment)),
  ]);
  const settings = run.settings.flatMap(({ map }) =>
    ["docker", "environment"].map((key) => textIn(expand(valueOf(map, key)))),
  );
  const text = [...scripts.flat(), ...settings].join("\n");
  const used = [...text.matchAll(/\$\{?([A-Z_][A-Z0-9_]*)/g)].map(([, name = ""]) => name);
  return used.some((name) => !BUILT_IN.test(name) && (names.includes(name) || !isSetIn(text, name)));
}

/** `NAME=…`, `NAME: …`, `read NAME`, `for NAME in`. */
function isSetIn(text: string, name: string): boolean {
  return new RegExp(String.raw`(?:^|[\s;"'(])${name}(?:=|: )|\b(?:read|for)\s+(?:-\w+\s+)*${name}\b`, "m").test(text);
}

function textIn(value: Plain | undefined): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(textIn).join("\n");
  return Object.entries(value)
    .map(([key, one]) => `${key}: ${textIn(one)}`)
    .join("\n");
}
