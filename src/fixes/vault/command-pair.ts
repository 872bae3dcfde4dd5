import {
  type Edits,
  type NewPair,
  type NewValue,
  appendTopLevel,
  fillPair,
  insertPairAfter,
  insertPairBefore,
} from "../../edit/index.ts";
import type { Change, PathStep } from "../../finding.ts";
import type { Config } from "../../model/index.ts";
import { type Entry, type MapNode, asMap, doubledKeyAbove, entriesOf, expand, isNull } from "../../syntax/index.ts";
import { type Declined, type Part, meaningOf } from "../part.ts";
import type { VaultSteps } from "./steps.ts";

/** The two steps as jobs write them, and what has to be written elsewhere for that. */
export interface StepPair extends Part, VaultSteps {}

const LOGIN = "vault-docker-login";
const LOGOUT = "vault-docker-logout";
const CANNOT: Declined = { declined: "`commands` is written in a form that cannot be edited safely" };
const NO_PLACE: Declined = { declined: "there is no safe place for `commands`" };

/** The steps as two commands that all jobs share: those of the file where it has them already, else new ones. */
export function pairOfCommands(config: Config, steps: VaultSteps): StepPair | Declined {
  const root = asMap(config.root);
  if (!root) return CANNOT;
  const known = entriesOf(root).get("commands");
  const commands = entriesOf(known?.value);
  for (let count = 1; ; count += 1) {
    const suffix = count === 1 ? "" : `-${count}`;
    const pairs: NewPair[] = [
      [LOGIN + suffix, commandOf("Log in to Docker Hub with a credential from Vault", steps.login)],
      [
        LOGOUT + suffix,
        commandOf("Log out of Docker Hub and revoke what Vault gave; the last step of jobs that log in", steps.logout),
      ],
    ];
    const own = pairs.map(([name]) => commands.get(name));
    if (pairs.every(([, value], index) => isSame(own[index], value))) return calls(pairs, { edits: [], expects: [] });
    if (own.some(Boolean)) continue;
    const written = write(config, root, known, pairs);
    return "declined" in written ? written : calls(pairs, written);
  }
}

function commandOf(description: string, step: NewValue): NewValue {
  return {
    pairs: [
      ["description", description],
      ["steps", [step]],
    ],
  };
}

function isSame(entry: Entry | undefined, value: NewValue): boolean {
  return entry !== undefined && JSON.stringify(expand(entry.value)) === JSON.stringify(meaningOf(value));
}

function calls([login, logout]: readonly NewPair[], part: Part): StepPair {
  return { login: login?.[0] ?? "", logout: logout?.[0] ?? "", ...part };
}

function write({ tree }: Config, root: MapNode, known: Entry | undefined, pairs: readonly NewPair[]): Part | Declined {
  if (!known) {
    const all: NewPair = ["commands", { pairs }];
    const jobs = entriesOf(root).get("jobs")?.pair;
    const edits = (jobs && insertPairBefore(tree, jobs, all)) ?? appendTopLevel(tree, all);
    return edits ? done([edits], [[["commands"], { pairs }]]) : NO_PLACE;
  }
  if (known.merged || doubledKeyAbove(known.pair.map) !== undefined) return CANNOT;
  if (isNull(known.value)) {
    const column = tree.source.column(root.span.start) + 2;
    return done([fillPair(tree, known.pair, pairs, column)], [[["commands"], { pairs }]]);
  }
  const map = asMap(known.value);
  const last = map?.pairs.at(-1);
  // What an alias shows elsewhere is to stay as it is there.
  if (!map || !last || map.flow || map.aliases.length > 0) return CANNOT;
  return done(
    pairs.map((pair) => insertPairAfter(tree, last, pair)),
    pairs.map(([name, value]) => [["commands", name], value]),
  );
}

function done(
  edits: readonly Edits[],
  changes: readonly (readonly [path: PathStep[], value: NewValue])[],
): Part | Declined {
  if (!edits.every((edit) => edit !== undefined)) return CANNOT;
  return {
    edits: edits.flat(),
    expects: changes.map(([path, value]): Change => ({ path, value: meaningOf(value) })),
  };
}
