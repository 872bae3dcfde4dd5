import { readOrbReference } from "./version.ts";

/** Executors of registry orbs, by what they are (read in their sources). */
const EXECUTORS: readonly (readonly [orb: string, name: RegExp, kind: "docker" | "machine" | "windows" | "macos"])[] = [
  ["circleci/docker", /^machine$/, "machine"],
  ["circleci/docker", /^(?:docker|hadolint)$/, "docker"],
  ["circleci/aws-ecr", /^default$/, "machine"],
  ["circleci/gcp-gcr", /^default$/, "machine"],
  ["circleci/azure-acr", /^default$/, "machine"],
  ["circleci/windows", /./, "windows"],
  ["circleci/android", /machine/, "machine"],
  ["circleci/android", /./, "docker"],
  ["circleci/macos", /./, "macos"],
  ["circleci/heroku", /./, "docker"],
  ["circleci/aws-cli", /./, "docker"],
  ["circleci/gcp-cli", /^machine$/, "machine"],
  ["circleci/gcp-cli", /./, "docker"],
  ["circleci/node", /./, "docker"],
  ["circleci/python", /./, "docker"],
  ["circleci/ruby", /./, "docker"],
  ["circleci/go", /./, "docker"],
  ["fairwinds/rok8s-scripts", /./, "docker"],
];

/** What an executor of an orb is; `undefined` where that is not known. */
export function executorKind(orb: string, name: string): "docker" | "machine" | "windows" | "macos" | undefined {
  const { name: orbName } = readOrbReference(orb);
  return EXECUTORS.find(([known, pattern]) => known === orbName && pattern.test(name))?.[2];
}
