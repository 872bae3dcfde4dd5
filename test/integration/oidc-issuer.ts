import { randomUUID } from "node:crypto";
import { SignJWT, exportJWK, generateKeyPair } from "jose";
import { answer, listen } from "./loopback.ts";

/** Whom a token is for. All of it is made up. */
export interface JobIdentity {
  readonly project: string;
  readonly user: string;
  /** Host, owner and name of the repository; `undefined` for a pipeline that a custom webhook triggered. */
  readonly origin?: string | undefined;
  readonly ref?: string;
  readonly contexts?: readonly string[];
}

/** How a token differs from a good one. */
export interface TokenOptions {
  /** Which of `CIRCLE_OIDC_TOKEN` and `CIRCLE_OIDC_TOKEN_V2`; 2 if not said. */
  readonly version?: 1 | 2;
  readonly audience?: string;
  readonly issuer?: string;
  /** Seconds from now to its end; an hour if not said, less than nothing for one that is over. */
  readonly expiresIn?: number;
  /** Signs with a key that the issuer does not publish. */
  readonly foreignKey?: boolean;
}

/** An issuer of one organization's tokens, as https://oidc.circleci.com/org/ORG is. */
export interface Issuer {
  /** The organization's id, which is the audience too. */
  readonly organization: string;
  readonly url: string;
  sign(job: JobIdentity, options?: TokenOptions): Promise<string>;
  stop(): Promise<void>;
}

const ALGORITHM = "RS256";

export async function startIssuer(): Promise<Issuer> {
  const organization = randomUUID();
  const [ours, foreign] = await Promise.all([generateKeyPair(ALGORITHM), generateKeyPair(ALGORITHM)]);
  const keyId = randomUUID();
  const published = { ...(await exportJWK(ours.publicKey)), kid: keyId, use: "sig", alg: ALGORITHM };

  const { url: base, stop } = await listen((request, response) => {
    if (request.url === `/org/${organization}/.well-known/openid-configuration`)
      return answer(response, 200, discovery);
    if (request.url === `/org/${organization}/.well-known/jwks-pub.json`)
      return answer(response, 200, { keys: [published] });
    answer(response, 404);
  });
  const url = `${base}/org/${organization}`;
  const discovery = {
    issuer: url,
    jwks_uri: `${url}/.well-known/jwks-pub.json`,
    response_types_supported: ["id_token"],
    subject_types_supported: ["public", "pairwise"],
    id_token_signing_alg_values_supported: [ALGORITHM],
  };

  return {
    organization,
    url,
    stop,
    async sign(job, { version = 2, audience = organization, issuer = url, expiresIn = 3600, foreignKey = false } = {}) {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT(claimsOf(organization, job, version))
        .setProtectedHeader({ alg: ALGORITHM, typ: "JWT", kid: keyId })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(Math.min(now, now + expiresIn - 3600))
        .setExpirationTime(now + expiresIn)
        .sign((foreignKey ? foreign : ours).privateKey);
    },
  };
}

/** CircleCI's claims (its page "OpenID Connect tokens in jobs"). */
function claimsOf(organization: string, job: JobIdentity, version: 1 | 2): Record<string, unknown> {
  const { project, user, origin, ref = "refs/heads/main", contexts = [] } = job;
  const own = {
    "org-id": organization,
    "project-id": project,
    "job-id": randomUUID(),
    "workflow-id": randomUUID(),
    "pipeline-id": randomUUID(),
    "pipeline-definition-id": randomUUID(),
    "context-ids": contexts,
    "ssh-rerun": false,
    ...(origin === undefined ? {} : { "vcs-origin": origin, "vcs-ref": ref }),
  };
  const where = version === 2 && origin !== undefined ? `/vcs-origin/${origin}/vcs-ref/${ref}` : "";
  return {
    sub: `org/${organization}/project/${project}/user/${user}${where}`,
    ...Object.fromEntries(Object.entries(own).map(([name, value]) => [`oidc.circleci.com/${name}`, value])),
  };
}
