import type { Example } from "./examples.ts";
import { ALNUM, BASE32, BASE64, HEX, WORD, random } from "./made-up.ts";

/** Of the credentials in Amazon's manuals. */
const EXAMPLE = "EXAMPLE";
const SHA = random(HEX, 40, 90);
const DIGEST = random(HEX, 64, 91);

/** Clouds and what runs and keeps things there. */
export const CLOUDS: readonly Example[] = [
  {
    id: "vault-token",
    secret: (seed) => `hvs.${random(WORD, 91 + seed, seed)}`,
    no: ["hvs.CAESI", `hvs.${"x".repeat(90)}`, "hvs.<the-token-that-vault-printed-when-you-logged-in>"],
  },
  {
    id: "vault-batch-token",
    secret: (seed) => `hvb.${random(WORD, 150, seed)}`,
    no: [`hvb.${random(WORD, 60, 1)}`, `hvb.${"0".repeat(150)}`],
  },
  {
    id: "vault-recovery-token",
    secret: (seed) => `hvr.${random(WORD, 92, seed)}`,
    no: ["hvr.short", `hvr.${"a".repeat(90)}`],
  },
  {
    id: "vault-legacy-token",
    secret: (seed) => `s.${random(ALNUM, 23, seed)}7`,
    key: "VAULT_TOKEN",
    no: [`VAULT_TOKEN: s.${"x".repeat(24)}`, `host: s.${random(ALNUM, 24, 2)}`, "vault: s.internalnamewithoutdigits"],
  },
  {
    id: "aws-key-id",
    secret: (seed) => `${seed % 2 ? "AKIA" : "ASIA"}${random(BASE32, 16, seed)}`,
    no: [`AKIAIOSFODNN7${EXAMPLE}`, "AKIAQWERVA", `AKIA${random(BASE32, 15, 1)}1`, "ASIA_PACIFIC_REGION_NAME"],
  },
  {
    id: "aws-secret-key",
    secret: (seed) => `${random(BASE64, 39, seed)}9`,
    key: "AWS_SECRET_ACCESS_KEY",
    no: [
      `AWS_SECRET_ACCESS_KEY: wJalrXUtnFEMI/K7MDENG/bPxRfiCY${EXAMPLE}KEY`,
      `AWS_SECRET_ACCESS_KEY: ${SHA}`,
      "AWS_SECRET_ACCESS_KEY: test",
      `CHECKSUM: ${random(BASE64, 40, 3)}`,
    ],
  },
  {
    id: "google-oauth-secret",
    secret: (seed) => `GOCSPX-${random(WORD, 28, seed)}`,
    no: ["GOCSPX-short", `GOCSPX-${"x".repeat(28)}`, `AIza${random(WORD, 35, 1)}`],
  },
  {
    id: "azure-storage-key",
    secret: (seed) => `${random(BASE64, 86, seed)}==`,
    around: [
      (secret) => `AZURE: "DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=${secret};EndpointSuffix=core"`,
      (secret) => `AZURE: AccountName=acme;AccountKey=${secret}`,
    ],
    no: [
      `AccountKey=Eby8vdM02xNOcqFl${random(BASE64, 70, 1)}==`,
      "AccountKey=$KEY",
      `DIGEST: ${random(BASE64, 86, 2)}==`,
    ],
  },
  {
    id: "azure-client-secret",
    secret: (seed) => `${random(ALNUM, 3, seed)}8Q~${random(ALNUM, 34, seed)}`,
    no: [`a8Q~${random(ALNUM, 10, 1)}`, `abc8Q~${"x".repeat(34)}`],
  },
  {
    id: "digitalocean-token",
    secret: (seed) => `dop_v1_${random(HEX, 64, seed)}`,
    no: [`dop_v1_${"0".repeat(64)}`, `dop_v1_${random(HEX, 32, 1)}`],
  },
  {
    id: "cloudflare-token",
    secret: (seed) => (seed % 2 ? `${random(WORD, 38, seed)}4x` : random(HEX, 37, seed)),
    key: "CLOUDFLARE_API_TOKEN",
    no: [
      `CLOUDFLARE_ZONE_ID: ${random(HEX, 32, 1)}`,
      "CLOUDFLARE_API_TOKEN: $TOKEN",
      `CLOUDFLARE_API_KEY: ${"0".repeat(37)}`,
    ],
  },
  {
    id: "terraform-token",
    secret: (seed) => `${random(ALNUM, 14, seed)}.atlasv1.${random(WORD, 67, seed)}`,
    no: [`${"x".repeat(14)}.atlasv1.${"x".repeat(67)}`, `abc.atlasv1.${random(WORD, 67, 1)}`],
  },
  {
    id: "pulumi-token",
    secret: (seed) => `pul-${random(HEX, 40, seed)}`,
    no: [`pul-${"0".repeat(40)}`, `pul-${random(HEX, 20, 1)}`],
  },
  {
    id: "planetscale-token",
    secret: (seed) => `pscale_tkn_${random(ALNUM, 43, seed)}`,
    no: ["pscale_tkn_", `pscale_tkn_${"x".repeat(43)}`],
  },
  {
    id: "databricks-token",
    secret: (seed) => `dapi${random(HEX, 32, seed)}${seed % 2 ? "" : "-2"}`,
    no: [`dapi${"0".repeat(32)}`, "dapifunction"],
  },
  {
    id: "doppler-token",
    secret: (seed) => `dp.${seed % 2 ? "pt" : "st.ci_main"}.${random(ALNUM, 43, seed)}`,
    no: [`dp.pt.${"x".repeat(43)}`, "dp.st.short"],
  },
  {
    id: "1password-token",
    secret: (seed) =>
      `ops_${btoa(JSON.stringify({ email: "ci@acme", secretKey: random(ALNUM, 81 + seed * 3, seed) }))}`,
    no: ["ops_eyJhbGci", `ops_eyJ${random(ALNUM, 120, 1)}`],
  },
  {
    id: "vercel-token",
    secret: (seed) => `vcp_${random(ALNUM, 50, seed)}`,
    no: [`vcp_${"x".repeat(50)}`, "vca_short", "vci_thisisafunctionnameofsorts"],
  },
  {
    id: "vercel-legacy-token",
    secret: (seed) => `${random(ALNUM, 23, seed)}7`,
    key: "VERCEL_TOKEN",
    no: ["VERCEL_TOKEN: abcdefghijklmnopqrstuvwx", `VERCEL_ORG_ID: team_${random(ALNUM, 24, 1)}`],
  },
  {
    id: "datadog-key",
    secret: (seed) => random(HEX, seed % 2 ? 32 : 40, seed),
    key: "DD_API_KEY",
    no: [`image: datadog/agent@sha256:${DIGEST}`, `DD_GIT_COMMIT_SHA: ${SHA}`, `DD_API_KEY: ${"0".repeat(32)}`],
  },
  {
    id: "new-relic-key",
    secret: (seed) => `NRAK-${random(BASE32, 27, seed)}`,
    no: [`NRAK-${"X".repeat(27)}`, "NRAK-SHORT"],
  },
  {
    id: "grafana-token",
    secret: (seed) =>
      seed % 2 ? `glsa_${random(ALNUM, 32, seed)}_${random(HEX, 8, seed)}` : `glc_${random(BASE64, 120, seed)}==`,
    no: [`glsa_${random(ALNUM, 32, 1)}`, `glc_${"x".repeat(60)}`],
  },
];
