import { TOKEN_SHAPES } from "../../src/secrets/index.ts";
import { EXAMPLES } from "./examples.ts";
import { HEX, pem, random } from "./made-up.ts";

/** A kind of secret, and the value that people write down with it. */
export interface Kind {
  readonly name: string;
  readonly severity: "error" | "warning";
  /** The variable that holds it. */
  readonly key: string;
  /** True when the text alone does not tell it: a UUID, hexadecimal digits. */
  readonly needsName: boolean;
  readonly secret: (seed: number) => string;
  /** The value of the variable; the secret itself, or a text that holds it. */
  readonly value: (secret: string) => string;
}

/** Shapes that are told by the text around them, or whose examples have another place. */
const HELD: Readonly<Record<string, Pick<Kind, "key" | "value"> & { readonly needsName?: boolean }>> = {
  "docker-config-auth": {
    key: "DOCKER_AUTH_CONFIG",
    value: (secret) => `{"auths":{"https://index.docker.io/v1/":{"auth":"${secret}"}}}`,
  },
  "docker-legacy-token": { key: "DOCKER_PASSWORD", value: (secret) => secret, needsName: true },
  "azure-storage-key": {
    key: "AZURE_STORAGE",
    value: (secret) => `DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=${secret};EndpointSuffix=core.net`,
  },
  "sentry-dsn-secret": {
    key: "SENTRY_DSN",
    value: (secret) => `https://${random(HEX, 32, 50)}:${secret}@sentry.acme.io/12`,
  },
  "npmrc-token": { key: "NPMRC", value: (secret) => `//registry.npmjs.org/:_authToken=${secret}` },
  "google-service-account-key": {
    key: "GCLOUD",
    value: (secret) => `{"type":"service_account","private_key":"${secret}\\n","client_id":"1"}`,
  },
  "url-userinfo": { key: "DATABASE_URL", value: (secret) => `postgres://app:${secret}@db.acme.io:5432/main` },
};

/** Every shape that fails a gate, and a key of several lines. */
export const KINDS: readonly Kind[] = EXAMPLES.flatMap(({ id, secret, key }): Kind[] => {
  const severity = TOKEN_SHAPES.find((shape) => shape.id === id)?.severity ?? "info";
  if (severity === "info") return [];
  const held = HELD[id] ?? { key: key ?? "SOME_VALUE", value: (text: string) => text, needsName: key !== undefined };
  const kind: Kind = { name: id, severity, secret, ...held, needsName: held.needsName ?? false };
  if (id !== "private-key") return [kind];
  return [
    kind,
    { ...kind, name: "private-key of several lines", secret: (seed) => `${pem("RSA PRIVATE KEY", seed)}\n` },
  ];
});
