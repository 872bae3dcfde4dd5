import * as fc from "fast-check";
import { UserError } from "../../src/user-error.ts";
import { BRANCH, type Campaign } from "./model-campaign.ts";
import { type Fault, type ModelRepository, closePull, commitTo, mergePull, settlePulls } from "./model-forge.ts";

export const CONFIG = ".circleci/config.yml";

/** What a person does to a repository and its proposal. */
const ACTS = {
  "push to the branch": (model) => {
    commitTo(model, BRANCH, {
      author: "dev",
      message: "Mine",
      files: filesOf(model, model.branches[BRANCH] ?? tipOf(model)),
      parent: model.branches[BRANCH] ?? tipOf(model),
    });
  },
  "amend our commit": (model) => {
    const ours = model.commits[model.branches[BRANCH] ?? ""];
    if (ours) commitTo(model, BRANCH, { ...ours, author: "dev" });
  },
  "delete the branch": (model) => {
    delete model.branches[BRANCH];
    for (const { number } of model.pulls.filter(({ state }) => state === "open")) closePull(model, number);
  },
  "close the pull request": (model) => closePull(model, openIn(model)),
  "merge the pull request": (model) => mergePull(model, openIn(model)),
  "write another title": (model) => edit(model, { title: `Title ${Object.keys(model.commits).length}` }),
  "write another body": (model) => edit(model, { body: `Body ${Object.keys(model.commits).length}` }),
  "move the base": (model) => change(model, (text) => text, "#"),
  "move the config": (model) => change(model, (text) => `# more\n${text}`),
  "add something to fix": (model) => change(model, (text) => `${text}bad\n`),
  "fix it by hand": (model) => change(model, (text) => text.replaceAll("bad", "fine")),
} satisfies Record<string, (model: ModelRepository) => void>;

export type Act = keyof typeof ACTS;
const NAMES = Object.keys(ACTS).filter((name): name is Act => name in ACTS);

/** What comes of one call of the forge: an answer; a failure or the end of the run, before or after it is done; or somebody's act first. */
export type Turn = "fine" | "fails before" | "fails after" | "killed before" | "killed after" | Act;

export type Happening =
  | { readonly kind: "act"; readonly act: Act }
  | { readonly kind: "plan" | "lose the journal" | "tear the journal" }
  /** Other options of the plan. */
  | { readonly kind: "options"; readonly options: string }
  /** `turns`: of its calls, one after the other; those behind the last one are fine. */
  | { readonly kind: "apply"; readonly reopen: boolean; readonly turns: readonly Turn[] };

const acts = fc.constantFrom(...NAMES);
const turns = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Turn>("fine") },
  { weight: 3, arbitrary: fc.constantFrom<Turn>("fails before", "fails after", "killed before", "killed after") },
  // No forge can be asked to leave a text that somebody has changed a moment ago.
  { weight: 2, arbitrary: acts.filter((act) => !act.startsWith("write")) },
);

/** A life of a campaign. */
export const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant("apply" as const),
        reopen: fc.nat(5).map((one) => one === 0),
        turns: fc.array(turns, { maxLength: 6 }),
      }),
    },
    { weight: 4, arbitrary: acts.map((act) => ({ kind: "act" as const, act })) },
    { weight: 3, arbitrary: fc.constant({ kind: "plan" as const }) },
    { weight: 1, arbitrary: fc.constantFrom("", "!", "?").map((options) => ({ kind: "options" as const, options })) },
    {
      weight: 1,
      arbitrary: fc.constantFrom({ kind: "tear the journal" as const }, { kind: "lose the journal" as const }),
    },
  ),
  { maxLength: 14 },
);

export function actOn(campaign: Campaign, name: string, act: Act): void {
  campaign.change(name, (model) => {
    ACTS[act](model);
    settlePulls(model);
  });
}

/** Lets the calls of the next run come out as they are to; `told` hears of each act of a person. */
export function faultsOf(turnsLeft: readonly Turn[], act: (act: Act) => void): Fault {
  const left = [...turnsLeft];
  let turn: Turn = "fine";
  return (_operation, _name, moment) => {
    if (moment === "before") {
      turn = left.shift() ?? "fine";
      if (turn in ACTS) act(turn as Act);
    }
    if (turn === `fails ${moment}`) return { kind: "broken", message: "it failed" };
    if (turn === `killed ${moment}`) throw new UserError("killed");
    return undefined;
  };
}

function tipOf(model: ModelRepository): string {
  return model.branches["main"] ?? "";
}

function filesOf(model: ModelRepository, commit: string): Readonly<Record<string, string>> {
  return model.commits[commit]?.files ?? {};
}

function openIn({ pulls }: ModelRepository): number {
  return pulls.find(({ state }) => state === "open")?.number ?? -1;
}

function edit(model: ModelRepository, text: { title: string } | { body: string }): void {
  const number = openIn(model);
  model.pulls = model.pulls.map((pull) => (pull.number === number ? { ...pull, ...text } : pull));
}

function change(model: ModelRepository, rewrite: (config: string) => string, more = ""): void {
  const files = filesOf(model, tipOf(model));
  const next = { ...files, [CONFIG]: rewrite(files[CONFIG] ?? ""), "README.md": `${files["README.md"]}${more}` };
  commitTo(model, "main", { author: "dev", message: "Work", files: next });
}
