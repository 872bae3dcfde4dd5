import { readFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import process from "node:process";
import manifest from "../package.json" with { type: "json" };
import type { Input } from "./inputs.ts";
import peers from "./peers/package.json" with { type: "json" };

/** What the numbers hold for, a line each. */
export function describeMachine(origin: string, inputs: readonly Input[]): string[] {
  const bytes = inputs.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  const python = readFileSync(join(import.meta.dirname, "peers/requirements.txt"), "utf8")
    .trim()
    .replaceAll("==", " ");
  const node = Object.entries({ ...peers.dependencies, prettier: manifest.devDependencies.prettier });
  const versions = [...node.map(([name, version]) => `${name} ${version}`), ...python.split("\n")];
  return [
    `Node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    `circlesec ${manifest.version}, yaml ${manifest.devDependencies.yaml}`,
    `Others: ${versions.join(", ")}`,
    `Inputs: ${inputs.length} ${origin}, ${(bytes / 1e6).toFixed(1)} MB; for more files they come round again, each with a comment of its own`,
  ];
}
