import { createPrivateKey, sign } from "node:crypto";
import { UserError } from "../../user-error.ts";
import type { Clock } from "../http/clock.ts";
import { openApi } from "../http/api.ts";
import type { ApiPlace } from "../http/transport.ts";
import { at, textAt } from "../json.ts";

/** A GitHub App, and where it is installed. */
export interface GithubApp {
  /** Its id, or its client id. */
  readonly id: string;
  /** Its private key, in PEM. */
  readonly key: string;
  /** The organization or account that it is installed for. */
  readonly owner: string;
}

/** Milliseconds before its end at which a token is renewed. */
const EARLY = 5 * 60_000;
/** Seconds: GitHub takes no more than ten minutes, and clocks differ. */
const LIFE_OF_JWT = 540;
const DIFFERENCE_OF_CLOCKS = 60;

/**
 * Says who we are as the installation of an app; a token is asked for when there is none, when the last one ends soon, or when it
 * was not taken.
 */
export function authorizeAsApp(
  app: GithubApp,
  place: ApiPlace,
  clock: Clock,
): (renew: boolean) => Promise<string | undefined> {
  let known: Promise<InstallationToken> | undefined;
  return async (renew) => {
    const before = known;
    const last = await before;
    // Of many who find that it ends, the first one asks.
    if (known === before && (!last || renew || last.endsAt - EARLY < clock.now())) {
      known = askForToken(app, place, clock).catch((error: unknown) => {
        known = undefined;
        throw error;
      });
    }
    const { token } = (await known) ?? { token: "" };
    return `Bearer ${token}`;
  };
}

interface InstallationToken {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
}

async function askForToken(app: GithubApp, place: ApiPlace, clock: Clock): Promise<InstallationToken> {
  const authorize = (): Promise<string> => Promise.resolve(`Bearer ${writeJwt(app, clock.now())}`);
  const api = openApi({ ...place, authorize }, clock);
  try {
    const owner = encodeURIComponent(app.owner);
    const ofOrganization = await api.ask({ method: "GET", path: `/orgs/${owner}/installation` });
    const found =
      ofOrganization.status === 200
        ? ofOrganization
        : await api.ask({ method: "GET", path: `/users/${owner}/installation` });
    const id = at(found.body, "id");
    if (typeof id !== "number") {
      throw new UserError(`the GitHub App is not installed for \`${app.owner}\``, {
        help: "Install it for the organization, or name the owner that it is installed for",
      });
    }
    const path = `/app/installations/${id}/access_tokens`;
    const { body } = await api.ask({ method: "POST", path, isRepeatable: true, changes: false });
    const token = textAt(body, "token");
    if (token !== "") return { token, endsAt: Date.parse(textAt(body, "expires_at")) || clock.now() + EARLY };
    throw new UserError("GitHub gives the app no token", { help: "Check that its installation is not suspended" });
  } finally {
    await api.close();
  }
}

/** RS256, as GitHub wants it: https://docs.github.com/apps, "Generating a JSON Web Token". */
function writeJwt({ id, key }: GithubApp, now: number): string {
  const seconds = Math.floor(now / 1000);
  const claims = { iat: seconds - DIFFERENCE_OF_CLOCKS, exp: seconds + LIFE_OF_JWT, iss: id };
  const signed = [{ alg: "RS256", typ: "JWT" }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  const text = signed.join(".");
  return `${text}.${sign("sha256", Buffer.from(text), readKey(key)).toString("base64url")}`;
}

/** What node says of a bad key may show a piece of it. */
function readKey(key: string) {
  try {
    return createPrivateKey(key);
  } catch {
    throw new UserError("the private key of the GitHub App is no key in PEM", {
      help: "Give the file that GitHub made for the app",
    });
  }
}
