import type { OrbBuild, OrbItem, OrbPart, OrbText } from "./item.ts";

const text = (parameter: string, fallback: string): OrbText => ({ parameter, default: fallback });
const when = (parameter: string, fallback = false) => ({ parameter, default: fallback });
const call = (command: string): OrbPart => ({ does: "call", command });
const OTHER_LOGIN: OrbPart = { does: "login", server: undefined };

const HUB_LOGIN = {
  does: "login",
  server: text("registry", "docker.io"),
  username: text("docker_username", "DOCKER_LOGIN"),
  password: text("docker_password", "DOCKER_PASSWORD"),
} as const;
const BUILD: OrbBuild = {
  does: "build",
  file: text("dockerfile", "Dockerfile"),
  folder: text("path", "."),
  context: text("path", "."),
  extra: "extra_build_args",
};
const PUBLISH: readonly OrbPart[] = [
  { does: "steps", parameter: "after_checkout" },
  { does: "remote-docker", if: when("use_remote_docker") },
  { ...call("check"), if: when("deploy", true) },
  { does: "steps", parameter: "before_build" },
  call("build"),
  { does: "steps", parameter: "after_build" },
];

/** circleci/docker (read in the sources of 0.5.1 to 4.0.1). */
const DOCKER = ownItems("circleci/docker", [
  { kind: "command", name: "check", until: "4.0.1", does: [HUB_LOGIN] },
  // `exit "$exit_code"` behind an `if` that has ended: the code is 0 whatever the login said.
  { kind: "command", name: "check", from: "4.0.1", does: [{ ...HUB_LOGIN, ignoresFailure: true }] },
  {
    kind: "command",
    name: "build",
    until: "0.5.3",
    does: [{ does: "build", file: BUILD.file, context: BUILD.context, extra: "extra_build_args" }],
  },
  { kind: "command", name: "build", from: "0.5.3", until: "1.1.0", does: [cachePull(), BUILD] },
  { kind: "command", name: "build", from: "1.1.0", until: "2.7.0", does: [cachePull(), inContext()] },
  { kind: "command", name: "build", from: "2.7.0", until: "2.8.2", does: [cachePull(), cacheBuilder(), inContext()] },
  { kind: "command", name: "build", from: "2.8.2", does: [cacheBuilder(), inContext()] },
  { kind: "command", name: "pull", does: [{ does: "pull", images: text("images", "") }] },
  ...nothing("push update_description hadolint dockerlint install_docker install_docker_compose install_dockerize"),
  ...nothing("install_goss install_docker_tools install_docker_credential_helper configure_docker_credentials_store"),
  { kind: "job", name: "publish", does: PUBLISH },
  { kind: "job", name: "hadolint", does: [] },
]);

function cachePull(): OrbPart {
  return { does: "pull", images: text("cache_from", "") };
}

function cacheBuilder(): OrbPart {
  return { does: "builder", if: { ...when("cache_to"), on: "given" } };
}

function inContext(): OrbPart {
  return { ...BUILD, context: text("docker_context", ".") };
}

const ECR_HUB_LOGIN: OrbPart = {
  does: "login",
  server: text("", ""),
  username: text("dockerhub_username", "DOCKERHUB_USERNAME"),
  password: text("dockerhub_password", "DOCKERHUB_PASSWORD"),
  if: when("docker_login"),
};
const ECR_REMOTE: OrbPart = { does: "remote-docker", if: when("setup_remote_docker") };
const BINFMT: OrbPart = { does: "pull", images: text("", "tonistiigi/binfmt") };
const ecrBuild = (context: string): OrbPart => ({
  does: "build",
  file: text("dockerfile", "Dockerfile"),
  folder: text("path", "."),
  context: text(context, "."),
  extra: "extra_build_args",
});
const ECR_FOR_SEVERAL: OrbPart = { ...BINFMT, if: { parameter: "platform", default: false, on: "several" } };

/** circleci/aws-ecr (read in the sources of 6.1.0 to 9.8.1). */
const AWS_ECR = ownItems("circleci/aws-ecr", [
  { kind: "command", name: "ecr_login", until: "8.0.0", does: [OTHER_LOGIN] },
  {
    kind: "command",
    name: "ecr_login",
    from: "8.0.0",
    until: "8.1.2",
    does: [{ does: "login", server: undefined, skippedAfterLogin: true }],
  },
  { kind: "command", name: "ecr_login", from: "8.1.2", does: [OTHER_LOGIN] },
  { kind: "command", name: "ecr_login_for_secondary_account", does: [OTHER_LOGIN] },
  {
    kind: "command",
    name: "build_image",
    until: "6.7.0",
    does: [
      { does: "build", file: text("dockerfile", "Dockerfile"), context: text("path", "."), extra: BUILD.extra ?? "" },
    ],
  },
  { kind: "command", name: "build_image", from: "6.7.0", until: "8.0.0", does: [ecrBuild("path")] },
  {
    kind: "command",
    name: "build_image",
    from: "8.0.0",
    until: "8.2.0",
    does: [
      { ...BINFMT, if: { ...when("public_registry"), on: "off" } },
      { does: "builder", if: { ...when("public_registry"), on: "off" } },
      ecrBuild("path"),
    ],
  },
  {
    kind: "command",
    name: "build_image",
    from: "8.2.0",
    until: "9.0.0",
    does: [ECR_FOR_SEVERAL, ecrBuild("build_path")],
  },
  {
    kind: "command",
    name: "build_image",
    from: "9.0.0",
    does: [ECR_FOR_SEVERAL, { does: "builder" }, ecrBuild("build_path")],
  },
  ...nothing("push_image create_repo set_repo_policy tag_image tag_repo"),
  {
    kind: "command",
    name: "build_and_push_image",
    until: "6.15.2",
    does: [ECR_REMOTE, call("ecr_login"), call("build_image")],
  },
  {
    kind: "command",
    name: "build_and_push_image",
    from: "6.15.2",
    until: "9.0.0",
    does: [ECR_REMOTE, call("ecr_login"), ECR_HUB_LOGIN, call("build_image")],
  },
  {
    kind: "command",
    name: "build_and_push_image",
    from: "9.0.0",
    does: [
      ECR_REMOTE,
      { does: "steps", parameter: "auth" },
      call("ecr_login"),
      { does: "steps", parameter: "registry_login", if: when("container_registry_login") },
      call("build_image"),
    ],
  },
  { kind: "job", name: "build_and_push_image", does: [call("build_and_push_image")] },
]);

/** circleci/gcp-gcr (0.6.1 to 0.16.10) and circleci/azure-acr (0.1.2 to 0.2.3): neither logs in to Docker Hub. */
const GOOGLE = ownItems("circleci/gcp-gcr", [
  { kind: "command", name: "gcr_auth", does: [OTHER_LOGIN] },
  { kind: "command", name: "build_image", until: "0.8.0", does: [BUILD] },
  { kind: "command", name: "build_image", from: "0.8.0", does: [inContext()] },
  ...nothing("push_image tag_image"),
  {
    kind: "job",
    name: "build_and_push_image",
    does: [ECR_REMOTE, call("gcr_auth"), call("build_image")],
  },
  { kind: "job", name: "add_image_tag", does: [call("gcr_auth")] },
]);
const AZURE = ownItems("circleci/azure-acr", [
  { kind: "command", name: "acr_login", does: [OTHER_LOGIN] },
  ...nothing("configure_docker_credentials_store"),
  { kind: "command", name: "build_and_push_image", does: [call("acr_login"), BUILD] },
  { kind: "job", name: "build_and_push_image", does: [call("build_and_push_image")] },
]);

const OTHERS: readonly OrbItem[] = [
  ...ownItems("circleci/docker-publish", [
    {
      kind: "command",
      name: "check",
      does: [{ ...HUB_LOGIN, username: text("", "DOCKER_LOGIN"), password: text("", "DOCKER_PASSWORD") }],
    },
    { kind: "command", name: "build", does: [{ does: "build", file: BUILD.file, context: BUILD.context }] },
    ...nothing("deploy"),
    {
      kind: "job",
      name: "publish",
      does: [{ does: "remote-docker" }, ...PUBLISH.filter((part) => part.does !== "remote-docker")],
    },
  ]),
  ...ownItems("circleci/heroku", [
    {
      kind: "command",
      name: "push_docker_image",
      does: [OTHER_LOGIN, { does: "build", file: text("", "Dockerfile"), context: text("", ".") }],
    },
    { kind: "command", name: "release_docker_image", does: [OTHER_LOGIN] },
    {
      kind: "job",
      name: "push_docker_image",
      does: [
        { does: "steps", parameter: "pre_deploy" },
        call("push_docker_image"),
        { does: "steps", parameter: "post_deploy" },
      ],
    },
  ]),
  ...ownItems("buildpacks/pack", [
    { kind: "command", name: "pack_build", does: [{ does: "pull", images: text("builder", "") }] },
    ...nothing("install_pack save_image_to_workspace"),
    { kind: "job", name: "build", does: [{ does: "steps", parameter: "after_checkout" }, call("pack_build")] },
  ]),
  ...ownItems("fairwinds/rok8s-scripts", [
    { kind: "command", name: "docker_login", does: [{ does: "login", server: text("registry", "quay.io") }] },
    {
      kind: "command",
      name: "e2e_start_kind_cluster",
      does: [{ does: "pull", images: text("kind_node_image", "kindest/node") }],
    },
  ]),
  ...ownItems("jfrog/artifactory-orb", [{ kind: "command", name: "docker_login", does: [OTHER_LOGIN] }]),
];

/** Orbs that log in to a Vault (read in the sources of all their releases). */
const VAULTS: readonly OrbItem[] = [
  ...["smaeda-ks/orb-hashicorp-vault-cli", "smaeda-ks/hashicorp-vault-cli"].flatMap((orb) =>
    ownItems(orb, [
      {
        kind: "command",
        name: "auth_oidc",
        does: [
          {
            does: "vault",
            what: "login",
            method: "jwt",
            exports: ["VAULT_TOKEN", "VAULT_ADDR"],
            skipsVerify: "vault_tls_skip_verify",
          },
        ],
      },
      { kind: "command", name: "revoke_self", does: [{ does: "vault", what: "revoke" }] },
      ...nothing("install"),
    ]),
  ),
  ...ownItems("jmingtan/hashicorp-vault", [
    {
      kind: "command",
      name: "login",
      does: [
        {
          does: "vault",
          what: "login",
          chosenBy: text("method", "token"),
          secrets: ["token", "password", "secret_id"],
        },
      ],
    },
    ...nothing("install"),
  ]),
  ...ownItems("homexlabs/vault", [
    { kind: "command", name: "login", does: [{ does: "vault", what: "login", method: "approle" }] },
  ]),
  ...ownItems("twdps/vault", [
    {
      kind: "command",
      name: "auth_vault",
      does: [{ does: "vault", what: "login", method: "approle", exports: ["VAULT_TOKEN"] }],
    },
    {
      kind: "command",
      name: "approle_auth",
      does: [{ does: "vault", what: "login", method: "approle", exports: ["VAULT_TOKEN"] }],
    },
  ]),
];

function ownItems(orb: string, items: readonly Omit<OrbItem, "orb">[]): OrbItem[] {
  return items.map((item) => ({ orb, ...item }));
}

/** Commands that have to do with none of it. */
function nothing(names: string): Omit<OrbItem, "orb">[] {
  return names.split(" ").map((name) => ({ kind: "command", name, does: [] }));
}

/** What commands and jobs of registry orbs do, each read in the sources of the versions that it names. */
export const ORB_ITEMS: readonly OrbItem[] = [...DOCKER, ...AWS_ECR, ...GOOGLE, ...AZURE, ...OTHERS, ...VAULTS];
