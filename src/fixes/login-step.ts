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

/** The words before and after the flags: podman and its like ask for the registry. */
function loginWords({ client, sudo }: LoginSyntax): { start: string; end: string } {
  const command = client === "crane" ? "crane auth login" : `${client} login`;
  return {
    start: sudo ? `sudo ${command}` : command,
    end: client === "docker" || client === "nerdctl" ? "" : " docker.io",
  };
}

function shellLogin({ username, password }: StepCredential, syntax: LoginSyntax): string {
  const { start, end } = loginWords(syntax);
  const print = syntax.shell === "sh" ? "printf '%s\\n'" : "echo";
  return `${print} "${password}" | ${start} --username ${quoted(username)} --password-stdin${end}`;
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
  const { start, end } = loginWords({ ...syntax, sudo: false });
  const user = username.startsWith("$") ? `$env:${nameIn(username)}` : quoted(username);
  return `$env:${nameIn(password)} | ${start} --username ${user} --password-stdin${end}`;
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
