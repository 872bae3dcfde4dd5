import type { VaultSource } from "./source.ts";

/** A pattern of `case` for a path and what Vault or its client says of it, and what that means for the job: the end of the step's last line. */
type Refusal = readonly [pattern: string, meaning: string];

/**
 * The ways in which Vault refuses; the first that fits counts. Vault's command line shows an answer as `Code: 400.` and its
 * errors, which are those of its plugins for JWT (path_login.go, claims.go) and for Docker Hub.
 */
export function refusalsOf(source: VaultSource): Refusal[] {
  const auth = `auth/${source.authMount}`;
  const role = "role $VAULT_ROLE of Vault";
  return [
    [
      `*"SSL certificate"* | *x509*`,
      "the certificate of Vault is not accepted; VAULT_CACERT names the authority to trust",
    ],
    [`*"Code: 000"* | *"dial tcp"* | *"no such host"*`, "Vault cannot be reached at $VAULT_ADDR"],
    [`*"Code: 3"*`, "VAULT_ADDR leads to another address; set it to the one that answers"],
    [`*"no JSON"*`, "what answers at $VAULT_ADDR is no Vault"],
    [`*"is sealed"*`, "Vault is sealed; whoever runs it has to unseal it"],
    [`*"Code: 429"*`, "Vault has too much to do; run the job again later"],
    [`*"oidc role_type"*`, `${role} is not for jobs; set role_type=jwt on it`],
    [
      `*"no audiences bound"* | *"(aud)"*`,
      `${role} expects another audience; set bound_audiences to the id of this CircleCI organization`,
    ],
    [
      `*"token is expired"*`,
      "the OIDC token of this job has expired; it is valid for an hour from the start of the job",
    ],
    [`*"(sub)"*`, `${role} is for another subject; bind it by bound_claims instead of bound_subject`],
    [
      `*keyset* | *"fetching keys"* | *"oidc discovery"* | *"load configuration"*`,
      `Vault cannot fetch the keys of CircleCI's issuer; look at ${auth}/config`,
    ],
    [
      `*"validating token"*`,
      `Vault does not trust the OIDC token of this job; compare ${auth}/config with the issuer of this CircleCI organization`,
    ],
    [
      `*"validating claims"* | *"not found in token"*`,
      `${role} is not for this project or branch; look at its bound_claims`,
    ],
    [`*"could not be found"*`, `Vault has no role $VAULT_ROLE at ${auth}`],
    [`${auth}/login*"permission denied"*`, `Vault has no method at ${auth}, or not in this namespace`],
    ...refusalsOfEngine(source),
    [
      `*"permission denied"* | *"Code: 403"*`,
      `${role} may not use $path; correct the path, or add it to the role's policy`,
    ],
    [`*"Code: 404"* | *"No value found"*`, "Vault has nothing at $path"],
    [`*"not present in secret"*`, `$path does not hold ${source.usernameField} and ${source.passwordField}`],
  ];
}

function refusalsOfEngine({ engine, mount, account, scope }: VaultSource): Refusal[] {
  if (engine !== "dockerhub") return [];
  const config = `${mount}/config/${account}`;
  return [
    [`*"requested scope"*`, `scope ${scope} is not permitted; write Scope=${scope} to ${config}`],
    [`*"configuration for"*`, `the engine does not know the account; write ${config}`],
    [`*"authentication failed"*`, `Docker Hub refuses the password that Vault keeps in ${config}`],
    [`*"create auth token"*`, `Docker Hub makes no access token for ${account}`],
  ];
}
