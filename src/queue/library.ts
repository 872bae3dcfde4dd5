import type * as Library from "bullmq";
import { nativeImport } from "../io/native-import.ts";
import { UserError } from "../user-error.ts";
import type { QueueAddress } from "./address.ts";

export type Bullmq = typeof Library;

/** What we use of it, which earlier versions lack in part. */
const NEEDED = ["Queue", "Worker", "WaitingError", "UnrecoverableError", "createRedisBackend", "createPostgresBackend"];

/** Loads what a queue is used with: packages that the user installs, and that nobody else needs. */
export async function loadBullmq({ driver }: Pick<QueueAddress, "driver">): Promise<Bullmq> {
  const bullmq = await load("bullmq", driver);
  await load(driver, driver);
  if (isBullmq(bullmq)) return bullmq;
  throw missing("the package `bullmq` is of another version than this circlesec knows", driver);
}

async function load(name: string, driver: string): Promise<unknown> {
  try {
    return await nativeImport(name);
  } catch (error) {
    if (error instanceof Error && "code" in error && String(error.code).endsWith("MODULE_NOT_FOUND")) {
      throw missing(`the package \`${name}\` is not installed, and a queue needs it`, driver);
    }
    throw error;
  }
}

function missing(message: string, driver: string): UserError {
  return new UserError(message, { help: `Run \`npm install bullmq@6 ${driver}\` where circlesec is installed` });
}

function isBullmq(module: unknown): module is Bullmq {
  return typeof module === "object" && module !== null && NEEDED.every((name) => name in module);
}
