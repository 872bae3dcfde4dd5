import { describe, expect, test } from "vitest";
import { readOrbParameter } from "../../src/model/orbs/index.ts";

describe("a parameter of a registry orb takes what its source says", () => {
  test.each([
    // Kebab case until 2, snake case from 3.0.
    ["circleci/docker@0.5.20", "docker-username", "name"],
    ["circleci/docker@2.8.2", "docker-password", "name"],
    ["circleci/docker@3.0.0", "docker_username", "name"],
    ["circleci/docker@4.0.1", "docker_password", "name"],
    ["circleci/docker@4.0.1", "registry", undefined],
    ["circleci/docker@4.0.1", "image", undefined],

    ["circleci/aws-cli@1.3.2", "aws-access-key-id", "name"],
    ["circleci/aws-cli@3.2.0", "aws-secret-access-key", "name"],
    ["circleci/aws-cli@4.0.0", "aws_access_key_id", "name"],
    ["circleci/aws-cli@4.0", "aws_secret_access_key", "name"],
    ["circleci/aws-cli@4.1.0", "aws_access_key_id", "value"],
    ["circleci/aws-cli@4.1", "aws_secret_access_key", "value"],
    ["circleci/aws-cli@4.2.3", "aws_access_key_id", "value"],
    ["circleci/aws-cli@5.0.0", "aws_secret_access_key", "value"],
    ["circleci/aws-cli@5.1", "aws_access_key_id", "value"],
    ["circleci/aws-cli@10.0", "aws_access_key_id", "value"],
    ["circleci/aws-cli@5.1", "profile_name", undefined],
    ["circleci/aws-cli@5.1", "role_arn", undefined],

    ["circleci/aws-ecr@6.15.3", "account-url", "name"],
    ["circleci/aws-ecr@7.3.0", "dockerhub-username", "name"],
    ["circleci/aws-ecr@8.2.1", "dockerhub-password", "name"],
    ["circleci/aws-ecr@8.2.1", "registry-id", "name"],
    ["circleci/aws-ecr@8.2.1", "aws-access-key-id", "name"],
    ["circleci/aws-ecr@8.2.1", "aws-secret-access-key", "name"],
    ["circleci/aws-ecr@8.2.1", "region", undefined],
    ["circleci/aws-ecr@9.0.0", "account_id", undefined],
    ["circleci/aws-ecr@9.8.1", "registry_id", undefined],

    ["circleci/gcp-cli@1.8.5", "gcloud-service-key", "name"],
    ["circleci/gcp-cli@3.3.2", "gcloud_service_key", "name"],
    ["circleci/gcp-cli@3.3.2", "service_account_email", "name"],
    ["circleci/gcp-cli@3.3.2", "gcloud_service_key_file", undefined],
  ])("%s, %s: %s", (orb, parameter, expected) => {
    expect(readOrbParameter(orb, parameter)).toBe(expected);
  });
});

describe("a version that is no number is the newest", () => {
  test.each([
    ["circleci/aws-cli@4", "aws_access_key_id", "value"],
    ["circleci/aws-cli@3", "aws-access-key-id", "name"],
    ["circleci/aws-cli@volatile", "aws_access_key_id", "value"],
    ["circleci/aws-cli@dev:alpha", "aws_access_key_id", "value"],
    ["circleci/aws-cli@<< pipeline.parameters.version >>", "aws_access_key_id", "value"],
    ["circleci/aws-ecr@volatile", "registry-id", undefined],
    ["circleci/aws-ecr@8", "registry-id", "name"],
    ["circleci/docker@volatile", "docker_password", "name"],
  ])("%s, %s: %s", (orb, parameter, expected) => {
    expect(readOrbParameter(orb, parameter)).toBe(expected);
  });
});

describe("of any other orb, only a parameter whose name says so takes a name", () => {
  test.each([
    ["acme/deploy@1.2.3", "env_var_name", "name"],
    ["acme/deploy@1.2.3", "auth-env-var-name", "name"],
    ["acme/deploy@1.2.3", "env-variable-name", "name"],
    ["acme/deploy@1.2.3", "token_env_variable_name", "name"],
    ["acme/deploy@1.2.3", "variable-name", "name"],
    ["acme/deploy@1.2.3", "token-variable", "name"],
    ["acme/deploy@1.2.3", "github_token_variable", "name"],
    ["acme/deploy@1.2.3", "password-variable", "name"],
    ["acme/deploy@1.2.3", "secret_variable", "name"],
    ["acme/deploy@1.2.3", "key-variable", "name"],
    ["acme/deploy@1.2.3", "token", undefined],
    ["acme/deploy@1.2.3", "docker_password", undefined],
    ["acme/deploy@1.2.3", "aws_access_key_id", undefined],
    ["acme/deploy@1.2.3", "variable", undefined],
    ["acme/deploy@1.2.3", "file-variable", undefined],
    ["acme/deploy@1.2.3", "variable-names", undefined],
    ["acme/deploy@1.2.3", "myvariable-name", undefined],
    ["acme/docker@3.0.0", "docker_password", undefined],
    ["circleci/docker-publish@0.1", "docker_password", undefined],
    ["", "docker_password", undefined],
    ["", "", undefined],
  ])("%s, %s: %s", (orb, parameter, expected) => {
    expect(readOrbParameter(orb, parameter)).toBe(expected);
  });
});
