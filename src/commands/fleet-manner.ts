import { type EffectiveSettings, toEffective } from "../find-settings/effective.ts";
import type { Linter } from "../fleet/linter.ts";
import type { PlannedRepository } from "../fleet/plan.ts";
import { word } from "../fleet/proposal/word.ts";
import type { Wording } from "../fleet/apply-run.ts";
import { SNAPSHOT_ROOT } from "../io/snapshot.ts";
import type { Sections } from "../settings/settings.ts";
import { UserError } from "../user-error.ts";
import { type FleetLintFlags, linterWith } from "./fleet-linter.ts";
import { type Saying, openWords } from "./fleet-words.ts";

/** How a fleet is linted and what proposals say, as plain data that workers get; nothing of it names a file of theirs. */
export interface FleetManner {
  readonly flags: FleetLintFlags;
  /** What holds for repositories that have no settings of their own. */
  readonly settings: SentSettings | undefined;
  /** What `dayOf` makes of now. */
  readonly day: string;
  /** Digest of what a plan depends on besides its repository. */
  readonly options: string;
  readonly saying: Saying;
}

interface SentSettings {
  readonly shown: string;
  readonly layers: readonly { readonly sections: Sections; readonly files: readonly string[] | undefined }[];
  readonly ignored: readonly string[];
}

/** What of a run workers have to know. Settings that name plugins are a UserError: they are code, which is not sent. */
export function mannerOf(
  { settings: _settings, ...flags }: FleetLintFlags,
  { settings, readsSettings }: Linter,
  rest: Pick<FleetManner, "day" | "options" | "saying">,
): FleetManner {
  if (settings && settings.plugins.length > 0 && flags.plugins !== false) {
    throw new UserError(`plugins that \`${settings.shown}\` names cannot be sent to workers`, {
      help: "Leave them out with --no-plugins, or run without --queue",
    });
  }
  return {
    flags: readsSettings ? flags : { ...flags, settings: false },
    settings: settings && {
      shown: settings.shown,
      layers: settings.layers.map(({ sections, files }) => ({ sections, files })),
      ignored: settings.ignored,
    },
    ...rest,
  };
}

/** What a worker does orders with. */
interface OpenManner {
  readonly linter: Linter;
  readonly options: string;
  readonly word: (planned: PlannedRepository) => Wording;
}

export async function openManner({ flags, settings, day, options, saying }: FleetManner): Promise<OpenManner> {
  const words = openWords(saying);
  const linter = await linterWith(flags, settings && receive(settings), day);
  return { linter, options, word: (planned) => word(planned, words) };
}

function receive({ shown, layers, ignored }: SentSettings): EffectiveSettings {
  // They were looked at where they came from: nothing is wrong with them that would need a place.
  const placed = layers.map((layer) => ({ ...layer, placeOf: () => shown, explain: () => [] }));
  return toEffective(placed, ignored, [], { folder: SNAPSHOT_ROOT, shown });
}
