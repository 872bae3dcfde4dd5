/** Programs that handle images, in the text of a script: a quick look before it is parsed. */
export const HANDLES_IMAGES =
  /docker|\b(?:podman|nerdctl|buildah|skopeo|g?crane|kaniko|minikube|k3d|earthly|localstack|supabase|trivy|grype|syft|snyk|packer|tilt|skaffold|dagger)\b|\bkind (?:create|build)|\bpack build|\bko (?:apply|build|create|publish|resolve)|\bsam build|(?:^|[\s;&|])act(?:\s|$)|circleci local/m;
