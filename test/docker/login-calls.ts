/** A program that a script has started. */
export interface Call {
  readonly program: string;
  readonly args: readonly string[];
  /** What it has read, if it was told to. */
  readonly input: string;
}

/** What a registry gets to see of a login. */
export interface LoginCall {
  readonly program: string;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** More than one where a shell has split a word. */
  readonly servers: readonly string[];
  /** Options that have nothing to do with it. */
  readonly others: readonly string[];
  /** What the client says instead of logging in. */
  readonly refusal: string | undefined;
}

const VALUED = new Set(
  "-u --username -p --password -e --email --config -H --host -c --context -l --log-level --authfile --cert-dir".split(
    " ",
  ),
);
const USER = new Set(["-u", "--username"]);
const PASSWORD = new Set(["-p", "--password"]);

/** Reads the words of a call as the flag parser of docker and its like does; `undefined` for what is no login. */
export function readLoginCall({ program, args, input }: Call): LoginCall | undefined {
  const operands: string[] = [];
  const others: string[] = [];
  let user: string | undefined;
  let password: string | undefined;
  let fromInput = false;
  const take = (flag: string, value: string): void => {
    if (USER.has(flag)) user = value;
    else if (PASSWORD.has(flag)) password = value;
    else others.push(`${flag}=${value}`);
  };
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? "";
    const [flag = word, value] = splitFlag(word);
    if (!word.startsWith("-") || word === "-") operands.push(word);
    else if (word === "--password-stdin") fromInput = true;
    else if (!VALUED.has(flag)) others.push(word);
    else if (value !== undefined) take(flag, value);
    else {
      at += 1;
      take(flag, args[at] ?? "");
    }
  }
  const login = operands.indexOf("login");
  if (login === -1 || login > 1) return undefined;
  const refusal =
    fromInput && password !== undefined
      ? "--password and --password-stdin are mutually exclusive"
      : fromInput && user === undefined
        ? "Must provide --username with --password-stdin"
        : undefined;
  const read = input.replace(/\n$/, "").replace(/\r$/, "");
  return {
    program,
    user,
    password: fromInput ? read : password,
    servers: operands.slice(login + 1),
    others: others.toSorted(),
    refusal,
  };
}

/** `--user=x`, `-u=x` and `-ux` as the flag and its value. */
function splitFlag(word: string): [string, string] | [] {
  const long = /^(--[\w-]+)=([^]*)$/.exec(word);
  if (long) return [long[1] ?? "", long[2] ?? ""];
  const short = /^(-[A-Za-z])(?:=([^]*)|([^=][^]*))$/.exec(word);
  return short ? [short[1] ?? "", short[2] ?? short[3] ?? ""] : [];
}
