import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { Call } from "./login-calls.ts";

/** What a script has done. */
export interface Ran {
  readonly status: number | null;
  readonly calls: readonly Call[];
  readonly stderr: string;
}

/** How a script is run. */
export interface Setting {
  readonly shell: "bash" | "sh";
  readonly variables: ReadonlyMap<string, string>;
  /** How every login ends. */
  readonly status: number;
}

/** Programs that scripts may really run: they touch no network and nothing outside of the folder. */
const REAL =
  "awk basename cut date dirname env false grep head jq ls mkdir nice nohup rm sed sort tail tee test timeout touch tr true uname wc xargs".split(
    " ",
  );
/** Programs that log in to registries. */
const CLIENTS = "docker podman nerdctl buildah skopeo helm oras crane".split(" ");
const SHELLS = { bash: ["bash", "-eo", "pipefail"], sh: ["sh", "-e"] } as const;

/** Writes down its words and what it reads, NUL between them. A login with an empty password fails, as docker's does. */
const STUB = String.raw`#!/bin/sh
name=${"${0##*/}"} input= flag= empty= status=0
for word; do
  case $word in
    login) status=$LOGIN_STATUS ;;
    --password=) empty=1 ;;
    --password-stdin)
      input=$(really-cat; printf x)
      input=${"${input%x}"}
      [ "$(printf %s "$input")" ] || empty=1 ;;
  esac
  case $flag in -p | --password) [ "$word" ] || empty=1 ;; esac
  flag=$word
done
printf '%s\0' "$name" "$#" "$@" "$input" >> "$CALLS"
echo "a'line'of-$name"
exit "${"${empty:-$status}"}"
`;
/** What is in a file that does not exist. */
const CAT = String.raw`#!/bin/sh
[ $# -eq 0 ] && exec really-cat
for file; do [ -e "$file" ] && really-cat "$file" || echo "text-of-$file"; done
`;
const SUDO = String.raw`#!/bin/sh
while [ $# -gt 0 ]; do
  case $1 in
    -S) read -r ignored ;;
    -u | -g) shift ;;
    --) shift; break ;;
    -*) ;;
    *=*) export "$1" ;;
    *) break ;;
  esac
  shift
done
exec "$@"
`;

/** A folder with stand-ins for programs, in which scripts are run. Gone after the tests of the file. */
export class Sandbox {
  readonly #folder = realpathSync(mkdtempSync(join(tmpdir(), "circlesec-login-")));
  readonly #bin = join(this.#folder, "bin");
  readonly #home = join(this.#folder, "home");
  readonly #calls = join(this.#folder, "calls");
  readonly #stubs = new Set<string>();

  constructor() {
    afterAll(() => rmSync(this.#folder, { recursive: true }));
    mkdirSync(this.#bin);
    mkdirSync(this.#home);
    for (const name of REAL) {
      if (existsSync(pathOf(name))) symlinkSync(pathOf(name), join(this.#bin, name));
    }
    symlinkSync(pathOf("cat"), join(this.#bin, "really-cat"));
    this.#write("cat", CAT);
    this.#write("sudo", SUDO);
    for (const client of CLIENTS) this.addStub(client);
  }

  /** Lets scripts run a program of this name, which does nothing but to write down how it was called. */
  addStub(name: string): void {
    if (this.#stubs.has(name) || REAL.includes(name) || !/^[\w.-]+$/.test(name)) return;
    this.#write(name, STUB);
  }

  #write(name: string, text: string): void {
    this.#stubs.add(name);
    writeFileSync(join(this.#bin, name), text);
    chmodSync(join(this.#bin, name), 0o755);
  }

  /** Runs a script as CircleCI does: from a file, with nothing on its standard input. */
  run(script: string, { shell, variables, status }: Setting): Ran {
    const file = join(this.#folder, "script");
    writeFileSync(file, script);
    writeFileSync(this.#calls, "");
    const [program, ...options] = SHELLS[shell];
    const ran = spawnSync(pathOf(program), [...options, file], {
      cwd: this.#home,
      env: {
        ...Object.fromEntries(variables),
        PATH: this.#bin,
        HOME: this.#home,
        LC_ALL: "C.UTF-8",
        CALLS: this.#calls,
        LOGIN_STATUS: String(status),
      },
      stdio: ["ignore", "ignore", "pipe"],
      encoding: "utf8",
      timeout: 10_000,
    });
    return { status: ran.status, stderr: ran.stderr, calls: readCalls(readFileSync(this.#calls, "utf8")) };
  }
}

/** Where the system has a program. */
function pathOf(name: string): string {
  return ["/bin", "/usr/bin"].map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? name;
}

function readCalls(text: string): Call[] {
  const fields = text.split("\0");
  const calls: Call[] = [];
  for (let at = 0; at + 1 < fields.length;) {
    const count = Number(fields[at + 1]);
    const args = fields.slice(at + 2, at + 2 + count);
    calls.push({ program: fields[at] ?? "", args, input: fields[at + 2 + count] ?? "" });
    at += count + 3;
  }
  return calls;
}
