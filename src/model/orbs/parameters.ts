import { type VersionRange, isInRange, readOrbReference } from "./version.ts";

/** What a parameter of a registry orb takes. */
export type OrbParameter = "name" | "value";

interface Row extends VersionRange {
  readonly orb: string;
  readonly parameter: RegExp;
  /** A reference to the value where it says so, else the name of a variable. */
  readonly takes?: "value";
}

const AWS_CLI = /^aws[-_](?:access[-_]key[-_]id|secret[-_]access[-_]key)$/;

/** Credentials that orbs take by the name of a variable (read in the sources of every release). */
const ROWS: readonly Row[] = [
  { orb: "circleci/docker", parameter: /^docker[-_](?:username|password)$/ },
  { orb: "circleci/aws-cli", parameter: AWS_CLI, until: "4.1.0" },
  { orb: "circleci/aws-cli", parameter: AWS_CLI, from: "4.1.0", takes: "value" },
  {
    orb: "circleci/aws-ecr",
    parameter:
      /^(?:aws[-_](?:access[-_]key[-_]id|secret[-_]access[-_]key)|dockerhub[-_](?:username|password)|account[-_](?:url|id)|registry[-_]id)$/,
    until: "9.0.0",
  },
  { orb: "circleci/gcp-cli", parameter: /^(?:gcloud[-_]service[-_]key|service[-_]account[-_]email)$/ },
];
/** Names that say so themselves, in whatever orb. */
const SAYS_NAME =
  /(?:^|[-_])(?:env[-_]?var(?:iable)?[-_]name|variable[-_]name|(?:token|password|secret|key)[-_]variable)$/;

/** What a parameter of an orb (`circleci/docker@3.0.0`) takes; `undefined` where that is not known. */
export function readOrbParameter(orb: string, parameter: string): OrbParameter | undefined {
  const { name, version } = readOrbReference(orb);
  const rows = ROWS.filter((row) => row.orb === name && row.parameter.test(parameter));
  if (rows.length === 0) return SAYS_NAME.test(parameter) ? "name" : undefined;
  const row = rows.find((one) => isInRange(version, one));
  return row && (row.takes ?? "name");
}
