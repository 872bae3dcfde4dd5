import type { NewValue } from "../edit/index.ts";

/** What a login is written for: the shell that runs it, the client, and how it is called. */
export interface LoginSyntax {
  readonly shell: "bash" | "sh" | "powershell";
  /** `docker`, `podman`, `buildah`, `skopeo`, `nerdctl`, `crane`. */
  readonly client: string;
  /** The pulls run behind `sudo`, which has a config of its own. */
  readonly sudo: boolean;
}

/** A credential as it is referenced: `$NAME`, or a user name that is written out. */
export interface StepCredential {
  readonly username: string;
  readonly password: string;
}

export const LOGIN_TITLE = "Log in to Docker Hub";

/** A step that logs in to Docker Hub. `mayLack`: builds of forks have no credential, and go on without. */
export function loginStep(credential: StepCredential, syntax: LoginSyntax, mayLack: boolean): NewValue {
  const login = syntax.shell === "powershell" ? powershellLogin(credential, syntax) : shellLogin(credential, syntax);
  const guard = syntax.shell === "powershell" ? powershellGuard(credential) : shellGuard(credential);
  const script = mayLack ? `${guard}${login}\n` : login;
  return {
    pairs: [
      [
        "run",
        {
          pairs: [
            ["name", LOGIN_TITLE],
            ["command", { script }],
          ],
        },
      ],
    ],
  };
}

/** How a client is called: `sudo docker`, `crane auth`; and what follows the flags of its login. */
export interface ClientWords {
  readonly program: string;
  readonly server: string;
}

/** The words for a client: podman and its like ask for the registry. */
export function clientWords({ client, sudo, shell }: LoginSyntax): ClientWords {
  const program = client === "crane" ? "crane auth" : client;
  return {
    program: sudo && shell !== "powershell" ? `sudo ${program}` : program,
    server: client === "docker" || client === "nerdctl" ? "" : " docker.io",
  };
}

function shellLogin({ username, password }: StepCredential, syntax: LoginSyntax): string {
  const { program, server } = clientWords(syntax);
  const print = syntax.shell === "sh" ? "printf '%s\\n'" : "echo";
  return `${print} "${password}" | ${program} login --username ${quoted(username)} --password-stdin${server}`;
}

function quoted(text: string): string {
  if (text.startsWith("$")) return `"${text}"`;
  return /^[\w@%+:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function shellGuard({ password }: StepCredential): string {
  const name = nameIn(password);
  return `if [ -z "\${${name}:-}" ]; then
  echo "There is no ${name} here (a build of a fork?): pulling from Docker Hub without a login"
  exit 0
fi
`;
}

function powershellLogin({ username, password }: StepCredential, syntax: LoginSyntax): string {
  const { program, server } = clientWords(syntax);
  const user = username.startsWith("$") ? `$env:${nameIn(username)}` : quoted(username);
  return `$env:${nameIn(password)} | ${program} login --username ${user} --password-stdin${server}`;
}

function powershellGuard({ password }: StepCredential): string {
  const name = nameIn(password);
  return `if (-not $env:${name}) {
  Write-Output "There is no ${name} here (a build of a fork?): pulling from Docker Hub without a login"
  exit 0
}
`;
}

function nameIn(reference: string): string {
  return reference.replaceAll(/[${}]/g, "");
}
