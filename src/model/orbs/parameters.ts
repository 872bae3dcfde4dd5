/** What a parameter of a registry orb takes. */
export type OrbParameter = "name" | "value";

interface Row {
  readonly orb: string;
  readonly parameter: RegExp;
  /** The first version, `[major, minor]`, from which it takes a reference to the value instead of a name. */
  readonly valueFrom?: readonly [number, number];
  /** The first version that no longer has it. */
  readonly until?: number;
}

/** Credentials that orbs take by the name of a variable (read in the sources of every release). */
const ROWS: readonly Row[] = [
  { orb: "circleci/docker", parameter: /^docker[-_](?:username|password)$/ },
  { orb: "circleci/aws-cli", parameter: /^aws[-_](?:access[-_]key[-_]id|secret[-_]access[-_]key)$/, valueFrom: [4, 1] },
  {
    orb: "circleci/aws-ecr",
    parameter:
      /^(?:aws[-_](?:access[-_]key[-_]id|secret[-_]access[-_]key)|dockerhub[-_](?:username|password)|account[-_](?:url|id)|registry[-_]id)$/,
    until: 9,
  },
  { orb: "circleci/gcp-cli", parameter: /^(?:gcloud[-_]service[-_]key|service[-_]account[-_]email)$/ },
];
/** Names that say so themselves, in whatever orb. */
const SAYS_NAME =
  /(?:^|[-_])(?:env[-_]?var(?:iable)?[-_]name|variable[-_]name|(?:token|password|secret|key)[-_]variable)$/;

/** What a parameter of an orb (`circleci/docker@3.0.0`) takes; `undefined` where that is not known. */
export function readOrbParameter(orb: string, parameter: string): OrbParameter | undefined {
  const [name = "", version = ""] = orb.split("@");
  const row = ROWS.find((one) => one.orb === name && one.parameter.test(parameter));
  if (!row) return SAYS_NAME.test(parameter) ? "name" : undefined;
  const [major, minor] = version.split(".").map(Number);
  // `volatile`, `dev:…` and a bare major version mean the newest.
  const at = [Number.isInteger(major) ? major : Infinity, Number.isInteger(minor) ? minor : Infinity] as const;
  if (row.until !== undefined && (at[0] ?? 0) >= row.until) return undefined;
  const [from, fromMinor] = row.valueFrom ?? [Infinity, Infinity];
  const isValue = (at[0] ?? 0) > from || (at[0] === from && (at[1] ?? 0) >= fromMinor);
  return isValue && row.valueFrom ? "value" : "name";
}
