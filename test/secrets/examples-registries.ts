import type { Example } from "./examples.ts";
import { ALNUM, DIGITS, HEX, WORD, random, uuid } from "./made-up.ts";

const ASCENDING = "abcdefghijklmnopqrstuvwxyz0123456789";
const SHA = random(HEX, 40, 90);
const DIGEST = random(HEX, 64, 91);

/** Registries, forges, package indexes and CI services. */
export const REGISTRIES: readonly Example[] = [
  {
    id: "docker-pat",
    secret: (seed) => `dckr_pat_${random(WORD, 27, seed)}`,
    no: [
      `dckr_pat_${"x".repeat(27)}`,
      `dckr_pat_${random(WORD, 20, 1)}`,
      "password: dckr_pat_$REST_OF_THE_TOKEN_HERE12345",
    ],
  },
  {
    id: "docker-oat",
    secret: (seed) => `dckr_oat_${random(WORD, 27 + seed, seed)}`,
    no: [`dckr_oat_${"0".repeat(32)}`, "dckr_oat_your-organization-token-goes-here"],
  },
  {
    id: "docker-config-auth",
    secret: (seed) => btoa(`acme:${random(ALNUM, 15 + seed, seed)}`),
    around: [
      (secret) => `echo '{"auths": {"https://index.docker.io/v1/": {"auth": "${secret}"}}}' > ~/.docker/config.json`,
      (secret) => `DOCKER_AUTH_CONFIG: "{\\"auths\\":{\\"ghcr.io\\":{\\"auth\\":\\"${secret}\\"}}}"`,
      (secret) => `{\n  "auths": {\n    "quay.io": {\n      "auth" : "${secret}"\n    }\n  }\n}`,
    ],
    no: [
      `{"auth": "${btoa("no colon in here")}"}`,
      '{"auth": "$DOCKER_AUTH"}',
      `{"auth": "${btoa("$USER:$PASSWORD")}"}`,
    ],
    hasBoundary: false,
  },
  {
    id: "docker-legacy-token",
    secret: uuid,
    around: [
      (secret) => `docker login -u acme -p ${secret}`,
      (secret) => `docker login --username acme --password=${secret} docker.io`,
      (secret) => `DOCKER_PASSWORD: ${secret}`,
      (secret) => `export DOCKERHUB_ACCESS_TOKEN="${secret}"`,
    ],
    no: [`docker_layer: ${uuid(3)}`, `docker login -u acme -p $TOKEN # see ${uuid(4)}`, `DOCKER_TAG: ${uuid(5)}`],
  },
  {
    id: "github-token",
    secret: (seed) => `gh${"pousr"[seed % 5] ?? "p"}_${random(ALNUM, 36, seed)}`,
    no: [`ghp_${"x".repeat(36)}`, `ghp_${random(ALNUM, 20, 3)}`, `ghp_${ASCENDING}`],
  },
  {
    id: "github-fine-grained-token",
    secret: (seed) => `github_pat_${random(ALNUM, 22, seed)}_${random(ALNUM, 59, seed)}`,
    no: [`github_pat_${random(ALNUM, 22, 1)}`, "github_pat_$SUFFIX", `github_pat_${"0".repeat(82)}`],
  },
  {
    id: "github-legacy-token",
    secret: (seed) => random(HEX, 40, seed),
    key: "GITHUB_API_TOKEN",
    no: [`GITHUB_SHA: ${SHA}`, `GITHUB_TOKEN=$TOKEN git checkout ${SHA}`, `git checkout ${SHA}`],
  },
  {
    id: "gitlab-pat",
    secret: (seed) =>
      seed % 2 ? `glpat-${random(WORD, 20, seed)}` : `glpat-${random(WORD, 29, seed)}.01.${random(HEX, 9, 1)}`,
    no: ["glpat-xxxxxxxxxxxxxxxxxxxx", "glpat-your-gitlab-token-here", "glpat-${CI_TOKEN}"],
  },
  {
    id: "gitlab-token",
    secret: (seed) => (seed % 2 ? `glptt-${random(HEX, 40, seed)}` : `gldt-${random(WORD, 20, seed)}`),
    no: [`glptt-${"0".repeat(40)}`, "gldt-short", `aglrt-${random(WORD, 20, 2)}`],
  },
  {
    id: "atlassian-token",
    secret: (seed) => `ATATT3xFf${random(WORD, 180, seed)}`,
    no: ["ATATT3xFfGF0", `ATATT3${"x".repeat(80)}`],
  },
  {
    id: "bitbucket-app-password",
    secret: (seed) => `ATBB${random(ALNUM, 31, seed)}4`,
    no: [`ATBB${"x".repeat(32)}`, `ATBB${random(ALNUM, 12, 1)}`, `ATBB${"A".repeat(32)}`],
  },
  {
    id: "npm-token",
    secret: (seed) => `npm_${random(ALNUM, 36, seed)}`,
    no: [
      "npm_config_registry_and_a_very_long_name",
      `npm_${"0".repeat(36)}`,
      "npm_lifecyclescriptnameislongenoughabcd",
    ],
  },
  {
    id: "pypi-token",
    secret: (seed) => `pypi-AgEIcHlwaS5vcmc${random(WORD, 120, seed)}`,
    no: ["pypi-AgEIcHlwaS5vcmc", "pypi-publish-and-tag-a-release-of-the-package", `pypi-${random(WORD, 120, 1)}`],
  },
  {
    id: "rubygems-key",
    secret: (seed) => `rubygems_${random(HEX, 48, seed)}`,
    no: ["rubygems_api_key", `rubygems_${"f".repeat(48)}`],
  },
  {
    id: "circleci-personal-token",
    secret: (seed) => `CCIPAT_${random(ALNUM, 22, seed)}_${random(HEX, 40, seed)}`,
    no: [`CCIPAT_${random(ALNUM, 22, 1)}_`, `CCIPAT_${"x".repeat(22)}_${"0".repeat(40)}`],
  },
  {
    id: "circleci-project-token",
    secret: (seed) => `CCIPRJ_${random(ALNUM, 22, seed)}_${random(HEX, 40, seed)}`,
    no: [`CCIPRJ_${random(ALNUM, 22, 1)}_${random(HEX, 12, 1)}`, "CCIPRJ_PLACEHOLDER"],
  },
  {
    id: "circleci-legacy-token",
    secret: (seed) => random(HEX, 40, seed),
    key: "CIRCLE_TOKEN",
    no: [
      `CIRCLE_SHA1: ${SHA}`,
      `circleci/node@dev:${SHA}`,
      `circleci orb validate ${SHA}`,
      `CIRCLE_TOKEN: $(git rev-parse ${SHA})`,
    ],
  },
  {
    id: "heroku-token",
    secret: (seed) => `HRKU-AA${random(WORD, 58, seed)}`,
    no: ["HRKU-AA", `HRKU-AA${"x".repeat(58)}`],
  },
  {
    id: "heroku-key",
    secret: uuid,
    key: "HEROKU_API_KEY",
    no: [
      `context: ${uuid(3)}`,
      `HEROKU_API_KEY: ${DIGITS.slice(0, 8)}-0000-0000-0000-000000000000`,
      `HEROKU_APP: x\nid: ${uuid(4)}`,
    ],
  },
  {
    id: "codecov-token",
    secret: uuid,
    key: "CODECOV_TOKEN",
    no: [
      `CODECOV_TOKEN: 00000000-0000-0000-0000-000000000000`,
      "codecov: codecov/codecov@3.2.4",
      `project_id: ${uuid(5)}`,
    ],
  },
  {
    id: "coveralls-token",
    secret: (seed) => random(ALNUM, 32, seed),
    key: "COVERALLS_REPO_TOKEN",
    no: [`MD5: ${random(HEX, 32, 3)}`, "COVERALLS_REPO_TOKEN: $TOKEN", `COVERALLS_REPO_TOKEN: ${"A1".repeat(16)}`],
  },
  {
    id: "code-climate-reporter-id",
    secret: (seed) => random(HEX, 64, seed),
    key: "CC_TEST_REPORTER_ID",
    no: [
      `image: codeclimate/codeclimate@sha256:${DIGEST}`,
      `echo "${DIGEST}  cc-test-reporter" | sha256sum -c`,
      `CC_TEST_REPORTER_ID: x@sha256:${DIGEST}`,
    ],
  },
  {
    id: "sonar-token",
    secret: (seed) => `sq${"upa"[seed % 3] ?? "u"}_${random(HEX, 40, seed)}`,
    no: [`squ_${"0".repeat(40)}`, `sqx_${SHA}`],
  },
  {
    id: "sonar-legacy-token",
    secret: (seed) => random(HEX, 40, seed),
    key: "SONAR_TOKEN",
    no: [`SONAR_REVISION: ${SHA}`, `sonar-scanner -Dsonar.scm.revision=${SHA}`],
  },
  { id: "snyk-token", secret: uuid, key: "SNYK_TOKEN", no: [`snyk/snyk@1.2.3 ${uuid(3)}`, `SNYK_ORG: ${uuid(4)}`] },
];
