import { resolve } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { type Words, ownTemplate, usualTemplate } from "../fleet/proposal/word.ts";
import { RULES } from "../rules/index.ts";
import { type OpenFleetFile, readShown } from "./fleet-file.ts";
import type { FleetApplyFlags } from "./fleet-flags.ts";
import type { Host } from "./host.ts";

/** What a user wants proposals to say, as plain data; `undefined`: as usual. */
export interface Saying {
  readonly title: string | undefined;
  /** A template, and its path as people read it. */
  readonly body: { readonly text: string; readonly shown: string } | undefined;
}

/** Flags win over the fleet file. */
export function readWords(
  flags: Pick<FleetApplyFlags, "title" | "body">,
  { keys: { proposal = {} }, folder }: OpenFleetFile,
  host: Pick<Host, "cwd">,
): Saying {
  const title = flags.title ?? proposal.title;
  const shown = flags.body ?? proposal.body;
  if (shown === undefined) return { title, body: undefined };
  const path = resolve(flags.body === undefined ? folder : host.cwd(), shown);
  return { title, body: { text: readShown(path, shown), shown } };
}

/** The same with all that is said anyway. A template that cannot be filled is a UserError. */
export function openWords({ title, body }: Saying): Words {
  return {
    title,
    body: body ? ownTemplate(body.text, body.shown) : usualTemplate(),
    reasons: new Map(RULES.map(({ meta }) => [meta.id, meta.why])),
    version: manifest.version,
  };
}
