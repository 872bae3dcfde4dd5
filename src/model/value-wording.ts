import type { PathStep } from "../source/path-step.ts";
import type { WrittenValue } from "./written.ts";

/**
 * A written value as the subject of a message: `` `TOKEN` of job `build` ``, `` the default of parameter `token` of
 * command `push` ``. `name` is what it is called; that of a member for a value inside a text.
 */
export function describeValue({ path, position }: WrittenValue, name: string): string {
  const owner = describeOwner(path);
  if (position === "auth" || position === "aws-auth") {
    const key = position === "auth" ? "auth" : "aws_auth";
    return `\`${key}.${name}\`${owner === "" ? "" : ` of ${owner}`}`;
  }
  if (position === "default") return `the default of parameter \`${name}\`${owner === "" ? "" : ` of ${owner}`}`;
  if (position === "argument") {
    const callee = calleeOf(path);
    if (callee !== undefined) return `\`${name}\`, given to \`${callee}\`${owner === "" ? "" : ` in ${owner}`},`;
  }
  return owner === "" ? `\`${name}\`` : `\`${name}\` of ${placeIn(path)}${owner}`;
}

const OWNERS: Readonly<Record<string, string>> = {
  jobs: "job",
  executors: "executor",
  commands: "command",
  workflows: "workflow",
  "job-groups": "job group",
  examples: "usage example",
};

/** The job, executor, command or workflow that a path leads through; else the top-level key. */
export function describeOwner(path: readonly PathStep[]): string {
  const inOrb = path[0] === "orbs" && path.length > 3;
  const [section, name] = inOrb ? path.slice(2) : path;
  const noun = typeof section === "string" ? OWNERS[section] : undefined;
  const orb = inOrb ? ` of inline orb \`${String(path[1])}\`` : "";
  if (noun !== undefined && name !== undefined && path.length > 2) return `${noun} \`${String(name)}\`${orb}`;
  if (section === "parameters") return "the pipeline";
  if (path.length < 2 || typeof section !== "string") return "";
  return ["steps", "docker", "environment"].includes(section) ? "this file" : `\`${section}\``;
}

function placeIn(path: readonly PathStep[]): string {
  if (path.includes("docker") && path.includes("environment")) return "a container of ";
  return path.some((step) => typeof step === "string" && /(?:^|-)steps$/.test(step)) ? "a step of " : "";
}

/** The command, orb or job whose argument the value is. */
function calleeOf(path: readonly PathStep[]): string | undefined {
  const index = path.findLastIndex((step) => typeof step === "number");
  const callee = path[index + 1];
  const isMatrix = path.includes("matrix");
  return index !== -1 && typeof callee === "string" && (path.length > index + 2 || isMatrix) ? callee : undefined;
}
