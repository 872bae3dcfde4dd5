import { UserError } from "../user-error.ts";

/** Where a queue is, and the package that talks to it. */
export interface QueueAddress {
  readonly url: string;
  readonly driver: "ioredis" | "pg";
  /** For people: without who logs in, and with what. */
  readonly shown: string;
}

const DRIVERS: Readonly<Record<string, QueueAddress["driver"]>> = {
  "redis:": "ioredis",
  "rediss:": "ioredis",
  "postgres:": "pg",
  "postgresql:": "pg",
};

/** Reads an address, which may hold a password: what is wrong with it is told without a word of it. */
export function readAddress(text: string): QueueAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const driver = url && DRIVERS[url.protocol];
  if (!url || !driver || url.host === "") {
    throw new UserError("what is given as a queue is no address of one", {
      help: "Write redis://host:6379, rediss://… or postgres://user@host/database, the password in it or not",
    });
  }
  return { url: text, driver, shown: `${url.protocol}//${url.host}` };
}

/** What went wrong at a queue, one clause, without who logs in and with what. */
export function describeFault(error: unknown, { url }: QueueAddress): string {
  const [line = ""] = (error instanceof Error ? error.message || codeOf(error) : String(error)).split("\n");
  const { username, password } = new URL(url);
  const secrets = [url, password, decoded(password), username === "" ? "" : `${username}:${password}`];
  return secrets.filter((one) => one !== "").reduce((text, one) => text.replaceAll(one, "…"), line);
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
