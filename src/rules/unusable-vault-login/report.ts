import {
  type Config,
  type HubCredential,
  type LateCredential,
  type MisplacedOidc,
  type UncheckedVault,
  describeValue,
  hubCredentialsIn,
  lateCredentialsIn,
  listNames,
  misplacedOidcIn,
  uncheckedVaultsIn,
} from "../../model/index.ts";
import type { Report } from "../rule.ts";

/** Reports what is got from Vault in a way that cannot work, or that cannot be trusted. */
export function reportUnusable(config: Config, report: (report: Report) => void): void {
  const reports = [
    ...lateCredentialsIn(config).map(describeLate),
    ...byLogin(hubCredentialsIn(config)).flatMap(describeHub),
    ...uncheckedVaultsIn(config).map(describeUnchecked),
    ...misplacedOidcIn(config).map(describeOidc),
  ];
  for (const one of distinct(reports)) report(one);
}

/** The jobs of a file may share a step. */
function distinct(reports: readonly Report[]): Report[] {
  return [...new Map(reports.map((report) => [`${report.at.start} ${report.message}`, report])).values()];
}

function describeLate({ span, key, image, variable, jobs, hasNoContext }: LateCredential): Report {
  const gets = `a step of ${jobsText(jobs)} gets from Vault`;
  return {
    at: span,
    about: { what: variable.name },
    severity: hasNoContext ? "error" : "warning",
    message: `\`${key}\` of \`${image}\` uses \`$${variable.name}\`, which ${gets}`,
    why: hasNoContext
      ? "CircleCI pulls the image before any step runs, so the variable is still empty then"
      : "CircleCI pulls the image before any step runs, so the variable is empty then unless a context or the project supplies it too",
    help: "Supply the variable by a context: no step can",
    related: [{ ...variable.span, text: "it is set here, after the pull" }],
  };
}

/** A login with the jobs that do it; what weighs most in any of them counts. */
interface SharedLogin extends HubCredential {
  readonly jobs: readonly string[];
}

function byLogin(credentials: readonly HubCredential[]): SharedLogin[] {
  const shared = new Map<string, SharedLogin>();
  for (const credential of credentials) {
    const { span } = credential.login.event;
    const key = `${span.start} ${span.end}`;
    const known = shared.get(key);
    const uses = [known?.isUsed, credential.isUsed];
    shared.set(key, {
      ...credential,
      isUsed: uses.includes("yes") ? "yes" : uses.includes("hidden") ? "hidden" : "no",
      dead: known?.dead ?? credential.dead,
      late: known?.late ?? credential.late,
      jobs: [...new Set([...(known?.jobs ?? []), credential.run.jobName])],
    });
  }
  return [...shared.values()];
}

function describeHub(credential: SharedLogin): Report[] {
  const { dead, isUsed, late } = credential;
  if (isUsed !== "yes") return [describeUnused(credential)];
  if (dead) return [describeDead(credential, dead)];
  return late ? [describeLateUse(credential, late)] : [];
}

function describeUnused({ login, jobs, isUsed }: SharedLogin): Report {
  const subject = `${jobsText(jobs)} ${jobs.length === 1 ? "logs" : "log"} in to Docker Hub with a credential from Vault`;
  const isSure = isUsed === "no";
  return {
    at: login.event.span,
    about: { what: "no use" },
    severity: isSure ? "warning" : "info",
    message: isSure ? `${subject} and then neither pulls nor pushes` : `${subject}, and no step shows a use for it`,
    why: isSure
      ? "CircleCI pulled the image that the job runs on before its first step, and without `setup_remote_docker` there is nothing else to pull: the login comes too late for the one and serves no other"
      : "CircleCI pulled the image that the job runs on before its first step, and without `setup_remote_docker` only a program such as `make` or a script could still use the login",
    help: "Give the image an `auth` with variables from a context, and take the login out",
  };
}

function describeDead({ login, jobs }: SharedLogin, dead: NonNullable<HubCredential["dead"]>): Report {
  const { act } = dead.revocation;
  const isLease = act?.does === "revoke" && act.what === "lease";
  return {
    at: dead.span,
    about: { what: dead.called },
    severity: "error",
    message: `\`${dead.called}\` in ${jobsText(jobs)} relies on a credential that Vault has revoked by then`,
    why: isLease
      ? "Vault deletes a dynamic credential together with its lease, so Docker Hub refuses it from then on"
      : "With a token Vault revokes all dynamic credentials that were given to it, so Docker Hub refuses this one from then on",
    help: "Revoke in the last step of the job",
    related: [
      { ...login.event.span, text: "it logs in here" },
      { ...dead.revocation.span, text: "the credential ends here" },
    ],
  };
}

function describeLateUse({ login, jobs }: SharedLogin, late: NonNullable<HubCredential["late"]>): Report {
  return {
    at: late.span,
    about: { what: late.called },
    severity: "info",
    message: `\`${late.called}\` in ${jobsText(jobs)} comes some steps behind its login, whose credential ends five minutes after Vault has given it`,
    why: "Vault's engine for Docker Hub gives each token a lease of 300 seconds that nothing renews: if the steps before the pull take longer, Docker Hub refuses it",
    help: "Log in right before it",
    related: [{ ...login.event.span, text: "it logs in here" }],
  };
}

function describeUnchecked({ span, how, what, value, jobs, getsOidcToken }: UncheckedVault): Report {
  const where = value ? describeValue(value, what) : `\`${what}\` in ${jobsText(jobs)}`;
  const verb = how === "flag" ? "takes any certificate for Vault's" : "switches off the check of Vault's certificate";
  const token = getsOidcToken ? "the job's OIDC token" : "what the job proves itself to Vault with";
  return {
    at: span,
    about: { what },
    severity: "error",
    message: `${where} ${verb}`,
    why: `Whoever answers at that address gets ${token} and can hand out any credential`,
    help: HELP_FOR_FLAG[what] ?? "Set `VAULT_CACERT` to the certificate of Vault's authority instead",
  };
}

const HELP_FOR_FLAG: Readonly<Record<string, string>> = {
  "curl --insecure": 'Trust the certificate of Vault\'s authority instead: `--cacert "$VAULT_CACERT"`',
  "wget --no-check-certificate":
    'Trust the certificate of Vault\'s authority instead: `--ca-certificate="$VAULT_CACERT"`',
};

function describeOidc(place: MisplacedOidc): Report {
  const { span, variable } = place;
  const name = `\`$${variable}\``;
  switch (place.where) {
    case "auth":
      return describeAuth(place, name);
    case "environment": {
      const subject = describeValue(place.value, place.value.name);
      const isSure = place.isWhole && !place.mayExpand;
      return {
        at: span,
        severity: isSure ? "error" : "warning",
        message: place.isWhole
          ? `${subject} is the text ${name}, not the token`
          : `${subject} holds the text ${name}, not the token`,
        why: `CircleCI does not expand variables in \`environment\`, so whatever reads \`${place.value.name}\` gets these very characters${isSure ? "" : ", unless a shell expands them once more"}`,
        help: `Write ${name} in the command that needs it`,
      };
    }
    case "container":
      return {
        at: span,
        about: { what: `${place.called} ${variable}` },
        severity: place.isRunning ? "warning" : "error",
        message: `a script that \`${place.called}\` starts in job \`${place.jobName}\` reads ${name}, which ${place.isRunning ? "the container may not have" : "the container does not have"}`,
        why: `A container has only the variables that are handed to it, and the quotes leave ${name} for the shell inside to expand`,
        help: `Hand it on: \`${place.called} --env ${variable}\``,
      };
    default:
      return {
        at: span,
        severity: "error",
        message: `a file of CircleCI 1.0 reads ${name}`,
        why: "CircleCI 1.0 issued no OIDC tokens, and nothing runs its files any more",
        help: "Move the job to `.circleci/config.yml`",
      };
  }
}

function describeAuth({ span, key, image, onDockerHub }: MisplacedOidc & { where: "auth" }, name: string): Report {
  const isAws = key === "aws_auth";
  return {
    at: span,
    severity: isAws || onDockerHub ? "error" : "warning",
    message: `\`${key}\` of \`${image}\` uses ${name}`,
    why: isAws
      ? "AWS takes the keys of a user here and no OIDC token"
      : onDockerHub
        ? "Docker Hub takes a password or an access token, and no OIDC token"
        : "CircleCI documents only the variables of contexts and of the project for `auth`, and few registries take an OIDC token for a password",
    help: isAws
      ? "Name a role that CircleCI may assume: `aws_auth: { oidc_role_arn: … }`"
      : "Reference an access token that a context supplies",
  };
}

function jobsText(jobs: readonly string[]): string {
  return `${jobs.length === 1 ? "job" : "jobs"} ${listNames(jobs)}`;
}
