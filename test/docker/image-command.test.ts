import { describe, expect, test } from "vitest";
import type { Act } from "../../src/docker/acts.ts";
import { type Argument, impliedArgument, textOf } from "../../src/docker/arguments.ts";
import { handlesImages } from "../../src/docker/handles-images.ts";
import { readImageCommand } from "../../src/docker/image-command.ts";
import { UNKNOWN } from "../../src/docker/reference.ts";

const BUILDKIT = "moby/buildkit:buildx-stable-1";

/** A command line as a person reads it, and what it does: `pull IMAGE`, `build FILE in CONTEXT`, … */
type Row = readonly [command: string, ...acts: string[]];

function read(command: string) {
  const [program = "", ...words] = command.split(" ");
  return readImageCommand(program, () => words.map(impliedArgument));
}

function shown(args: readonly Argument[]): string {
  return args.map((arg) => textOf(arg).replaceAll(UNKNOWN, "?")).join(" ");
}

function describeAct(act: Act): string {
  switch (act.kind) {
    case "pull":
      return `${act.when === "always" ? "pull" : "pull if missing"} ${shown(act.images)}`;
    case "build": {
      const file = act.fromInput ? "-" : act.file ? shown([act.file]) : "Dockerfile";
      const more = [
        act.args.length > 0 ? `with ${shown(act.args)}` : "",
        act.target ? `to ${shown([act.target])}` : "",
        act.tags.length > 0 ? `as ${shown(act.tags)}` : "",
        act.cacheFrom.length > 0 ? `cached from ${[...(act.cacheFrom[0]?.texts ?? [])].join(" ")}` : "",
        act.isLoaded ? "" : "not loaded",
      ];
      return [`build ${file} in ${act.context ? shown([act.context]) : "?"}`, ...more].filter(Boolean).join(" ");
    }
    case "compose":
      return `compose ${act.verb} ${shown(act.files)} [${shown(act.services)}]${act.withDependencies ? "" : " alone"}`;
    case "builder":
      return `builder ${act.image ? shown([act.image]) : "that there is"}${act.starts ? " now" : ""}`;
    case "local":
      return act.images ? `local ${shown(act.images)}` : "local ?";
    default:
      return `logout ${act.all ? "everywhere" : act.server ? shown([act.server]) : ""}`.trim();
  }
}

/** One group for each line of the table of commands that pull. */
const TABLE: readonly (readonly [family: string, rows: readonly Row[]])[] = [
  [
    "docker pull, run and create",
    [
      ["docker pull node:20", "pull node:20"],
      ["docker pull --platform linux/arm64 -q node:20", "pull node:20"],
      ["docker image pull node:20", "pull node:20"],
      ["docker run node:20 npm test", "pull if missing node:20"],
      ["docker run -it --rm -v /a:/b -e X=1 --name n --network=host node:20 sh -c x", "pull if missing node:20"],
      ["docker run -dp 80:80 nginx", "pull if missing nginx"],
      ["docker run -d --pull=always nginx", "pull nginx"],
      ["docker run --pull never nginx"],
      ["docker container run nginx", "pull if missing nginx"],
      ["docker create --name c nginx", "pull if missing nginx"],
      ["docker container create nginx", "pull if missing nginx"],
      ["docker -H tcp://x --log-level debug run nginx", "pull if missing nginx"],
      ["docker --config /tmp/c run nginx", "pull if missing nginx"],
    ],
  ],
  [
    "docker build",
    [
      ["docker build .", "build Dockerfile in ."],
      [
        "docker build -t a:1 -t b --file=ci/Dockerfile --target test --build-arg A=1 dir",
        "build ci/Dockerfile in dir with A=1 to test as a:1 b",
      ],
      ["docker image build .", "build Dockerfile in ."],
      ["docker builder build .", "build Dockerfile in ."],
      ["docker build -", "build - in -"],
      ["docker build -f- .", "build - in ."],
      ["docker build --cache-from acme/app:latest .", "build Dockerfile in . cached from acme/app:latest"],
      ["docker build --cache-from type=registry,ref=acme/app:c .", "build Dockerfile in . cached from acme/app:c"],
      ["docker build --cache-from type=local,src=/tmp/c .", "build Dockerfile in ."],
      ["docker buildx build -t x .", "build Dockerfile in . as x not loaded"],
      ["docker buildx build --load -t x .", "build Dockerfile in . as x"],
      ["docker buildx bake release", "build Dockerfile in ? not loaded"],
      ["docker buildx create --use", `builder ${BUILDKIT}`],
      ["docker buildx create --bootstrap --driver-opt image=acme/buildkit:1", "builder acme/buildkit:1 now"],
      ["docker buildx create --driver kubernetes"],
      ["docker buildx inspect --bootstrap", "builder that there is now"],
    ],
  ],
  [
    "docker compose",
    [
      ["docker compose up -d", "compose up  []"],
      ["docker compose -f a.yml -f b.yml --profile x up --build web db", "compose up a.yml b.yml [web db]"],
      ["docker-compose -p name run --rm -e X=1 web pytest -k x", "compose run  [web]"],
      ["docker-compose run --no-deps web true", "compose run  [web] alone"],
      ["docker compose pull", "compose pull  [] alone"],
      ["docker-compose build --build-arg A=1 web", "compose build  [web] alone"],
      ["docker compose create", "compose create  []"],
      ["docker compose down"],
      ["docker compose up --pull never"],
    ],
  ],
  [
    "docker stack and service",
    [
      ["docker stack deploy --with-registry-auth -c stack.yml prod", "compose deploy stack.yml []"],
      ["docker service create --name web --with-registry-auth nginx", "pull nginx"],
    ],
  ],
  [
    "manifests",
    [
      ["docker manifest inspect node:20", "pull node:20"],
      ["docker buildx imagetools inspect node:20", "pull node:20"],
      ["docker buildx imagetools create -t acme/a node:20", "pull node:20"],
    ],
  ],
  [
    "scanners",
    [
      ["docker scout cves node:20", "pull if missing node:20"],
      ["docker sbom node:20", "pull if missing node:20"],
      ["trivy image --severity HIGH node:20", "pull if missing node:20"],
      ["trivy image --input app.tar"],
      ["trivy fs ."],
      ["grype node:20", "pull if missing node:20"],
      ["grype dir:."],
      ["syft registry:node:20", "pull if missing node:20"],
      ["syft ./app"],
      ["syft app/src", "pull if missing ?"],
      ["syft version"],
      ["snyk container test node:20", "pull if missing node:20"],
    ],
  ],
  [
    "podman, buildah and skopeo",
    [
      ["podman pull a b", "pull a b"],
      ["podman run --rm alpine true", "pull if missing alpine"],
      ["podman build -t x .", "build Dockerfile in . as x"],
      ["podman-compose up", "compose up  []"],
      ["buildah from alpine", "pull if missing alpine"],
      ["buildah bud -f F .", "build F in ."],
      ["skopeo copy docker://alpine:3 dir:out", "pull if missing alpine:3"],
      ["skopeo inspect --raw docker://alpine", "pull if missing alpine"],
      ["skopeo copy oci:a docker://acme/b"],
    ],
  ],
  [
    "crane, gcrane and ko",
    [
      ["crane digest alpine", "pull if missing alpine"],
      ["gcrane cp alpine gcr.io/a/b", "pull if missing alpine"],
      ["crane append -b alpine -t acme/a -f x.tar", "pull if missing alpine"],
      ["ko build ./cmd/app", "pull if missing cgr.dev/chainguard/static"],
    ],
  ],
  [
    "kaniko",
    [
      [
        "executor --context dir:///workspace --dockerfile ci/Dockerfile --destination a",
        "build ci/Dockerfile in /workspace not loaded",
      ],
    ],
  ],
  ["nerdctl", [["nerdctl run alpine", "pull if missing alpine"]]],
  ["packer", [["packer build image.pkr.hcl", "pull if missing ?"]]],
  ["Testcontainers", [["mvn verify"], ["gradle test"], ["go test ./..."]]],
  ["earthly", [["earthly +test", "pull if missing earthly/buildkitd"]]],
  [
    "kind",
    [
      ["kind create cluster", "pull if missing kindest/node"],
      ["kind create cluster --image kindest/node:v1.30.0", "pull if missing kindest/node:v1.30.0"],
      ["kind delete cluster"],
    ],
  ],
  [
    "minikube and k3d",
    [
      ["minikube start"],
      ["minikube start --base-image acme/kicbase:1", "pull if missing acme/kicbase:1"],
      ["k3d cluster create dev", "pull if missing rancher/k3s"],
      ["k3d cluster create -i rancher/k3s:v1.30 dev", "pull if missing rancher/k3s:v1.30"],
    ],
  ],
  [
    "act",
    [
      ["act push", "pull if missing catthehacker/ubuntu:act-latest"],
      ["act -P ubuntu-latest=node:20 push", "pull if missing node:20"],
      ["act -l"],
    ],
  ],
  [
    "tools with images of their own",
    [
      ["sam build --use-container", "pull if missing ?"],
      ["sam build"],
      [
        "pack build app --builder paketobuildpacks/builder-jammy-base",
        "pull if missing paketobuildpacks/builder-jammy-base",
      ],
      ["supabase start", "pull if missing ?"],
      ["localstack start -d", "pull if missing localstack/localstack"],
      ["dagger call test", "pull if missing ?"],
      ["tilt ci", "pull if missing ?"],
      ["skaffold run", "pull if missing ?"],
    ],
  ],
  ["circleci local execute", [["circleci local execute --job build", "pull if missing circleci/picard"]]],
  ["what nobody can see", [["make build"], ["./script.sh"], ["npm run docker"]]],
  [
    "images that are there without a pull",
    [
      ["docker tag a acme/b:1", "local acme/b:1"],
      ["docker commit c acme/b", "local acme/b"],
      ["docker import x.tar acme/b", "local acme/b"],
      ["docker load -i x.tar", "local ?"],
      ["docker push acme/b", "local acme/b"],
      ["docker save -o x.tar acme/b", "local acme/b"],
    ],
  ],
  [
    "logouts",
    [
      ["docker logout", "logout"],
      ["docker logout quay.io", "logout quay.io"],
      ["podman logout --all", "logout everywhere"],
    ],
  ],
];

describe.each(TABLE)("%s", (_, rows) => {
  test.each(rows.map(([command, ...acts]) => [command, acts] as const))("%s", (command, acts) => {
    expect((read(command)?.acts ?? []).map(describeAct)).toEqual(acts);
    if (acts.length > 0) expect(handlesImages(command.replace(/^executor/, "/kaniko/executor"))).toBe(true);
  });
});

test("a client looks for credentials in its own place, and some in docker's too", () => {
  const reads = (command: string) => read(command)?.client.reads;
  expect(reads("docker pull a")).toEqual(["docker"]);
  expect(reads("podman pull a")).toEqual(["containers", "docker"]);
  expect(reads("skopeo copy docker://a dir:b")).toEqual(["containers", "docker"]);
  expect(reads("crane digest a")).toEqual(["docker", "containers"]);
  expect(reads("executor --context . --destination a")).toEqual(["kaniko"]);
  expect(reads("nerdctl pull a")).toEqual(["docker"]);
});

test("what an argument can be is kept", () => {
  const image = { texts: new Set(["node:20", "node:22"]), word: undefined };
  const [act] = readImageCommand("docker", () => [impliedArgument("pull"), image])?.acts ?? [];
  expect(act).toEqual({ kind: "pull", images: [image], when: "always" });
});
