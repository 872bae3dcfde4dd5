import type { Span } from "../../source/span.ts";
import { type Scalar, asScalar, entriesOf } from "../../syntax/index.ts";
import type { Config } from "../config.ts";
import { variablesIn } from "../credentials.ts";
import type { Pull } from "../pulls.ts";
import type { JobRun } from "../steps/job-run.ts";
import { jobRunsOf } from "../steps/job-runs.ts";
import { hasNoContext } from "../suppliers.ts";
import { type VaultVariable, mayHaveVaultValues, vaultValuesOf } from "./vault-values.ts";

/** A variable of an image's `auth` that a step of the same job sets from Vault: when the image is pulled, no step has run. */
export interface LateCredential {
  /** The value in the `auth`. */
  readonly span: Span;
  /** `auth`, `aws_auth`. */
  readonly key: string;
  readonly image: string;
  readonly variable: VaultVariable;
  readonly jobs: readonly string[];
  /** True when every workflow entry that runs the pull surely has no context. */
  readonly hasNoContext: boolean;
}

/** Each value once, at the place where it is written. */
export function lateCredentialsIn(config: Config): LateCredential[] {
  if (!mayHaveVaultValues(config)) return [];
  const found = new Map<Scalar, LateCredential>();
  const runs = runsWithVariables(config);
  if (runs.size === 0) return [];
  for (const { text, pulls, example } of config.pullSites) {
    for (const pull of example ? [] : pulls) {
      const run = runs.get(pull.invocation?.item ?? pull.job)?.find((one) => isRunOf(one, pull));
      const entry = pull.use.auth ?? pull.use.cloudAuth;
      const variables = run && entry ? vaultValuesOf(config, run).variables : [];
      if (!entry || variables.length === 0) continue;
      for (const { value } of entriesOf(entry.value).values()) {
        const scalar = asScalar(value);
        const names = scalar ? variablesIn([scalar.value], pull.scope) : [];
        const variable = latest(variables.filter(({ name }) => names.includes(name)));
        if (!scalar || !variable) continue;
        const known = found.get(scalar);
        const isBare = pull.invocation !== undefined && hasNoContext(pull.invocation) && !config.calledFromElsewhere;
        found.set(scalar, {
          span: scalar.span,
          key: entry.key,
          image: text,
          variable: known?.variable ?? variable,
          jobs: [...new Set([...(known?.jobs ?? []), pull.jobName])],
          hasNoContext: isBare && known?.hasNoContext !== false,
        });
      }
    }
  }
  return [...found.values()];
}

/** The runs whose steps set variables from Vault, by their workflow entry, or by their job where there is none. */
function runsWithVariables(config: Config): ReadonlyMap<unknown, readonly JobRun[]> {
  const runs = new Map<unknown, JobRun[]>();
  for (const run of jobRunsOf(config)) {
    if (vaultValuesOf(config, run).variables.length === 0) continue;
    const key = run.invocation?.item ?? run.job;
    const group = runs.get(key);
    if (group) group.push(run);
    else runs.set(key, [run]);
  }
  return runs;
}

function isRunOf({ job, jobName, invocation }: JobRun, pull: Pull): boolean {
  return job === pull.job && jobName === pull.jobName && invocation?.item === pull.invocation?.item;
}

/** One that later steps have too tells most. */
function latest(variables: readonly VaultVariable[]): VaultVariable | undefined {
  return variables.find(({ isExported }) => isExported) ?? variables[0];
}
