import type { Login } from "../docker/login.ts";
import { hostOfLogin, isDockerHub } from "../docker/login-registry.ts";

/** Names under which a registry's or an issuer's credential is usually stored. */
export interface UsualNames {
  readonly username: string;
  readonly secret: string;
  readonly context: string;
}

const REGISTRIES: readonly (readonly [host: RegExp, prefix: string, context: string])[] = [
  [/(?:^|\.)quay\.io$/, "QUAY", "quay-credentials"],
  [/^ghcr\.io$|^docker\.pkg\.github\.com$/, "GHCR", "ghcr-credentials"],
  [/(?:^|\.)gcr\.io$|\.pkg\.dev$/, "GCP_REGISTRY", "gcp-registry-credentials"],
  [/\.azurecr\.io$/, "ACR", "acr-credentials"],
  [/\.amazonaws\.com$/, "ECR", "ecr-credentials"],
  [/(?:^|\.)gitlab\./, "GITLAB_REGISTRY", "gitlab-credentials"],
];

/** The names for a registry other than Docker Hub, by its host. */
export function namesForRegistry(host: string): UsualNames {
  const known = REGISTRIES.find(([pattern]) => pattern.test(host));
  const label = labelOf(host);
  const unknown = [undefined, toVariableName(`${label}_REGISTRY`), `${label}-credentials`] as const;
  const [, prefix, context] = known ?? unknown;
  return { username: `${prefix}_USERNAME`, secret: `${prefix}_TOKEN`, context };
}

/** What a host is called: `harbor` of `harbor.acme.io`, `acme` of `registry.acme.io`. */
function labelOf(host: string): string {
  const [first = "", second] = host.toLowerCase().split(".");
  const isGeneral = /^(?:registry|registries|docker|hub|images?|containers?|r|cr)?$/.test(first);
  return (isGeneral ? second : first) ?? "private";
}

/** User names that a registry prescribes: no account of anybody, and right as they are (docs: registry login pages). */
const PRESCRIBED = new Set([
  "_json_key",
  "_json_key_base64",
  "oauth2accesstoken",
  "aws",
  "x-access-token",
  "oauth2",
  "gitlab-ci-token",
  "00000000-0000-0000-0000-000000000000",
  "$oauthtoken",
]);

export function isPrescribedUsername(text: string): boolean {
  return PRESCRIBED.has(text.trim().toLowerCase());
}

/** A name as environment variables are written: `hub-token` becomes `HUB_TOKEN`. */
export function toVariableName(name: string): string {
  const text = name
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .replaceAll(/\W+/g, "_")
    .toUpperCase();
  return /^\d/.test(text) ? `_${text}` : text;
}

const ISSUERS: readonly (readonly [host: RegExp, provider: string])[] = [
  [/^(?:ghcr\.io|docker\.pkg\.github\.com)$/, "github"],
  [/(?:^|\.)gitlab\./, "gitlab"],
  [/\.amazonaws\.com$/, "aws"],
  [/(?:^|\.)gcr\.io$|\.pkg\.dev$/, "google-cloud"],
  [/\.azurecr\.io$/, "azure"],
];

/** Who issues the credentials of a login: an id of a provider; `undefined` for a registry that is not known. */
export function providerOfLogin(login: Login): string | undefined {
  if (isDockerHub(login)) return "docker-hub";
  const host = hostOfLogin(login);
  return ISSUERS.find(([pattern]) => pattern.test(host))?.[1];
}
