/** One job that pulls from Docker Hub without `auth`. */
export const OPEN = `version: 2.1
jobs:
  build:
    docker:
      - image: node:20 # keep me
    steps: [checkout]
workflows:
  main:
    jobs:
      - build
`;

/** The same with all that it takes. */
export const CLEAN = `version: 2.1
jobs:
  build:
    docker:
      - image: node:20 # keep me
        auth:
          username: $DOCKERHUB_USERNAME
          password: $DOCKERHUB_TOKEN
    steps: [checkout]
workflows:
  main:
    jobs:
      - build:
          context:
            - docker-credentials
`;

/** A fault that only a person can repair: which name does the image have without the host? */
export const LEFT_OVER = OPEN.replace("node:20", "registry.hub.docker.com/library/node:20");
