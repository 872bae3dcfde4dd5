import { describe, expect, test } from "vitest";
import { type Login, readLogin } from "../../src/docker/login.ts";
import { isDockerHub } from "../../src/docker/login-registry.ts";
import { parseShell } from "../../src/shell/index.ts";

/** The first login of a script. */
function loginOf(script: string): Login | undefined {
  return parseShell(script).commands.flatMap((command) => readLogin(command) ?? [])[0];
}

/** What a login says, in short: its client, `-u`, `-p`, `stdin`, the server, and `hub` for Docker Hub. */
function brief(script: string): string | undefined {
  const login = loginOf(script);
  if (!login) return undefined;
  const { client, username, password, readsStandardInput, server } = login;
  return [
    client,
    ...(username ? [`-u ${username.text}`] : []),
    ...(password ? [`-p ${password.text}`] : []),
    ...(readsStandardInput ? ["stdin"] : []),
    ...(server ? [server.text] : []),
    ...(isDockerHub(login) ? ["hub"] : []),
  ].join(" ");
}

describe("a docker login is read in every spelling", () => {
  test.each([
    ["docker login -u $U -p $P", "docker -u $U -p $P hub"],
    ["docker login -u=$U -p=$P", "docker -u $U -p $P hub"],
    ['docker login -u="$U" -p="$P"', 'docker -u "$U" -p "$P" hub'],
    ["docker login -u$U -p$P", "docker -u $U -p $P hub"],
    ['docker login -u"$U" -p"$P"', 'docker -u "$U" -p "$P" hub'],
    ["docker login -uacme -psesame", "docker -u acme -p sesame hub"],
    ["docker login --username $U --password $P", "docker -u $U -p $P hub"],
    ['docker login --username="$U" --password="$P"', 'docker -u "$U" -p "$P" hub'],
    ["docker login --username=acme --password='a b'", "docker -u acme -p 'a b' hub"],
    ["docker login --password $P --username $U", "docker -u $U -p $P hub"],
    ["docker login -p $P", "docker -p $P hub"],
    ["docker login -e $E -u $U -p $P", "docker -u $U -p $P hub"],
    ["docker login --email=$E -u $U -p $P", "docker -u $U -p $P hub"],
    ["docker login \\\n  -u $U \\\n  -p $P", "docker -u $U -p $P hub"],
    [
      'docker login -u "$<<parameters.user>>" -p "$<<parameters.token>>"',
      'docker -u "$<<parameters.user>>" -p "$<<parameters.token>>" hub',
    ],
    [
      "docker login -u << parameters.user >> -p ${<< parameters.token >>}",
      "docker -u << parameters.user >> -p ${<< parameters.token >>} hub",
    ],
    [
      'docker login -u me -p "$(vault kv get -field=t secret/hub)"',
      'docker -u me -p "$(vault kv get -field=t secret/hub)" hub',
    ],
    ["docker login", "docker hub"],
    ["docker login -u", "docker hub"],
  ])("%s", (script, expected) => {
    expect(brief(script)).toBe(expected);
  });
});

describe("standard input is told from the command line", () => {
  test.each([
    ['echo "$P" | docker login -u "$U" --password-stdin', 'docker -u "$U" stdin hub'],
    ['echo "$P" | docker login --password-stdin -u "$U"', 'docker -u "$U" stdin hub'],
    ["docker login --username me --password-stdin < token", "docker -u me stdin hub"],
    ["cat token | docker login --username me --password-stdin=true", "docker -u me stdin hub"],
    ["docker login -u me --password-stdin <<< $P", "docker -u me stdin hub"],
    ["docker login -u me --password-stdin \\<<< $P", "docker -u me stdin hub"],
    ["cat token | docker login -u me -p -", "docker -u me -p - stdin hub"],
    ["cat token | docker login -u me --password=-", "docker -u me -p - stdin hub"],
    ["cat token | docker login -u me -p '-'", "docker -u me -p '-' hub"],
  ])("%s", (script, expected) => {
    expect(brief(script)).toBe(expected);
  });
});

describe("the server is found before, between and behind the flags", () => {
  test.each([
    ["docker login quay.io -u me -p $P", "docker -u me -p $P quay.io"],
    ["docker login -u me quay.io -p $P", "docker -u me -p $P quay.io"],
    ["docker login -u me -p $P quay.io", "docker -u me -p $P quay.io"],
    ["docker login -u me --password-stdin $REGISTRY", "docker -u me stdin $REGISTRY"],
    [
      "docker login -u me --password-stdin $A.dkr.ecr.$R.amazonaws.com",
      "docker -u me stdin $A.dkr.ecr.$R.amazonaws.com",
    ],
    ["docker login -u me --password-stdin << parameters.registry >>", "docker -u me stdin << parameters.registry >>"],
    ["docker login -u me -p $P localhost:5000", "docker -u me -p $P localhost:5000"],
    ["docker login -u me -p $P https://index.docker.io/v2/", "docker -u me -p $P https://index.docker.io/v2/"],
    ["docker login -u me -p $P hub.docker.com", "docker -u me -p $P hub.docker.com"],
    ["docker login -u me -p $P docker.io", "docker -u me -p $P docker.io hub"],
    ["docker login -u me -p $P 'docker.io'", "docker -u me -p $P 'docker.io' hub"],
    ['docker login -u me -p $P ""', 'docker -u me -p $P "" hub'],
    ["docker login -u me -p $P https://index.docker.io/v1/", "docker -u me -p $P https://index.docker.io/v1/ hub"],
    // It stores what no pull looks up, but it is Docker Hub that checks the password.
    ["docker login -u me -p $P index.docker.io", "docker -u me -p $P index.docker.io hub"],
    ["docker login -u me -p $P registry-1.docker.io", "docker -u me -p $P registry-1.docker.io hub"],
  ])("%s", (script, expected) => {
    expect(brief(script)).toBe(expected);
  });
});

describe("flags of the client itself do not hide the login", () => {
  test.each([
    ["docker --config ~/.docker login -u me -p $P", "docker -u me -p $P hub"],
    ["docker -H tcp://host:2375 login -u me -p $P", "docker -u me -p $P hub"],
    ["docker --host=tcp://host:2375 login -u me -p $P", "docker -u me -p $P hub"],
    ["docker -l debug --context remote login -u me -p $P", "docker -u me -p $P hub"],
    ["docker -D login -u me -p $P", "docker -u me -p $P hub"],
    ["sudo docker login -u me -p $P", "docker -u me -p $P hub"],
    ["sudo -E env DOCKER_CONFIG=/tmp docker login -u me -p $P", "docker -u me -p $P hub"],
    ["DOCKER_CONFIG=/tmp docker login -u me -p $P", "docker -u me -p $P hub"],
    ["/usr/local/bin/docker login -u me -p $P", "docker -u me -p $P hub"],
    ["docker.exe login -u me -p $P", "docker -u me -p $P hub"],
    ["'docker' \"login\" -u me -p $P", "docker -u me -p $P hub"],
    ["test -n $P && docker login -u me -p $P || true", "docker -u me -p $P hub"],
    ["bash -c 'docker login -u me -p $P'", "docker -u me -p $P hub"],
    ["bash -c 'docker login -ume -p=$P quay.io'", "docker -u me -p $P quay.io"],
    ["(docker login -u me -p $P) > /dev/null 2>&1", "docker -u me -p $P hub"],
  ])("%s", (script, expected) => {
    expect(brief(script)).toBe(expected);
  });
});

describe("other clients take the same flags, and only docker and nerdctl mean Docker Hub without a server", () => {
  test.each([
    ["podman login -u me -p $P", "podman -u me -p $P"],
    ["podman login docker.io -u me -p $P", "podman -u me -p $P docker.io hub"],
    ["podman login --authfile auth.json -u me -p $P quay.io", "podman -u me -p $P quay.io"],
    ["nerdctl login -u me --password-stdin", "nerdctl -u me stdin hub"],
    ["buildah login --cert-dir certs -u me -p $P quay.io", "buildah -u me -p $P quay.io"],
    ["skopeo login -u me -p $P docker.io", "skopeo -u me -p $P docker.io hub"],
    ["helm registry login -u me -p $P ghcr.io", "helm registry -u me -p $P ghcr.io"],
    [
      "helm registry login registry-1.docker.io -u me --password-stdin",
      "helm registry -u me stdin registry-1.docker.io hub",
    ],
    ["oras login -u me -p $P ghcr.io", "oras -u me -p $P ghcr.io"],
    ["crane auth login -u me -p $P docker.io", "crane auth -u me -p $P docker.io hub"],
  ])("%s", (script, expected) => {
    expect(brief(script)).toBe(expected);
  });
});

describe("it is no login", () => {
  test.each([
    "docker logout",
    "docker pull login",
    "docker run -u me -p 80:80 login",
    "docker run login -u me -p 80:80",
    "docker compose run app login -u me -p $P",
    "docker --help",
    "docker",
    "docker $COMMAND -u me -p $P",
    "$DOCKER login -u me -p $P",
    "dockerd login -u me -p $P",
    "docker-login -u me -p $P",
    "npm login -u me -p $P",
    "vault login -u me -p $P",
    "az acr login -u me -p $P",
    "heroku container:login",
    "helm login -u me -p $P",
    "helm registry logout ghcr.io",
    "crane login -u me -p $P",
    "crane auth token",
    "echo docker login -u me -p $P",
    "# docker login -u me -p $P",
    "aws ecr get-login-password",
  ])("%s", (script) => {
    expect(loginOf(script)).toBeUndefined();
  });
});

describe("the value of a flag knows where it stands", () => {
  test.each([
    ["docker login -u me -p $P", "$P", "-p $P"],
    ["docker login -u me -p$P", "$P", "-p$P"],
    ["docker login -u me -p=$P", "$P", "-p=$P"],
    ['docker login -u me --password "$P" quay.io', '"$P"', '--password "$P"'],
    ["docker login -u me --password=$P", "$P", "--password=$P"],
    ['docker login -u me --password="a b"', '"a b"', '--password="a b"'],
    ["docker login -u me -p \\\n  $P", "$P", "-p \\\n  $P"],
  ])("%s", (script, value, flag) => {
    const password = loginOf(script)?.password;
    expect(password?.isQuotedWhole).toBe(false);
    expect(password?.text).toBe(value);
    expect(script.slice(password?.span.start, password?.span.end)).toBe(value);
    expect(script.slice(password?.flag.start, password?.flag.end)).toBe(flag);
  });

  test("nothing can be cut out of a word that is quoted with its flag", () => {
    const script = 'docker login -u me "--password=$P"';
    const password = loginOf(script)?.password;
    expect(password?.isQuotedWhole).toBe(true);
    expect(script.slice(password?.span.start, password?.span.end)).toBe('"--password=$P"');
    expect(password?.parts.map(({ kind }) => kind)).toEqual(["variable"]);
  });

  test("of a password that is given twice, the last one counts", () => {
    const login = loginOf("docker login -u me -p $OLD --password=$NEW");
    expect(login).toMatchObject({ isRepeated: true, password: { text: "$NEW" } });
    expect(loginOf("docker login -u me -p $P")?.isRepeated).toBe(false);
  });

  test("what starts the client is kept", () => {
    expect(loginOf("sudo -E timeout 60 docker login -u me -p $P")?.wrappers).toEqual(["sudo", "timeout"]);
  });
});
