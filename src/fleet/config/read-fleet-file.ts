import { readDocument } from "../../settings/read-document.ts";
import { maskTokens } from "../../secrets/index.ts";
import type { Source } from "../../source/source.ts";
import { UserError } from "../../user-error.ts";
import type { FleetFile, ForgeKeys, HostKeys, TokenKeys } from "./fleet-file.ts";
import { FLEET_SCHEMA } from "./schema.ts";
import { validate } from "./validate.generated.js";

/** What a fleet file says. All that is wrong with it is one UserError, a line `path:line:column: what` for each fault. */
export function readFleetFile(source: Source): FleetFile {
  const { value, placeOf } = readDocument(source, { schema: FLEET_SCHEMA, validate, noun: "a fleet file" });
  const faults = [...forgeFaults(value, placeOf), ...hostFaults(value.hosts ?? [], placeOf)];
  if (faults.length > 0) throw new UserError(maskTokens(faults.join("\n")));
  return value;
}

type PlaceOf = (path: readonly string[]) => string;

function forgeFaults({ select = {} }: FleetFile, placeOf: PlaceOf): string[] {
  return (["github", "gitlab", "bitbucket"] as const).flatMap((key) =>
    (select[key] ?? []).flatMap((keys: ForgeKeys, index) => {
      if ((keys.owner === undefined) !== (keys.search === undefined)) return [];
      return [
        `${placeOf(["select", key, String(index)])}: \`select.${key}\` wants \`owner\` or \`search\`, one of them`,
      ];
    }),
  );
}

function hostFaults(hosts: readonly HostKeys[], placeOf: PlaceOf): string[] {
  return hosts.flatMap(({ forge, token }, index) => {
    const fault = token && tokenFault(token, forge);
    return fault === undefined ? [] : [`${placeOf(["hosts", String(index), "token"])}: \`token\` ${fault}`];
  });
}

function tokenFault({ username, ...sources }: TokenKeys, forge: HostKeys["forge"]): string | undefined {
  if (Object.values(sources).filter((one) => one !== undefined).length !== 1) {
    return "wants `env`, `file` or `helper`, one of them";
  }
  if (sources.app && forge !== "github") return "wants no `app` here: only GitHub has them";
  if (username !== undefined && forge === "gitlab") return "wants no `username` here: GitLab takes a token alone";
  return undefined;
}
