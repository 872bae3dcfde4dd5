import { describe, expect, it } from "vitest";
import { type Wish, decide } from "../../src/fleet/decide.ts";
import { THEIRS, digestText } from "../../src/fleet/digest.ts";
import type { BranchState, ProposalState, PullState } from "../../src/fleet/forge.ts";
import type { RepositoryRecord } from "../../src/fleet/journal-index.ts";
import type { ProposalRecord } from "../../src/fleet/journal-line.ts";

const BASE = "b1";
const TEXT = { title: "Title", body: "Body" };
const WISH: Wish = { base: BASE, change: "c1", ...TEXT };

/** Branches by what is on them, each with its tip. */
const BRANCHES = {
  none: undefined,
  empty: { commit: BASE, isOurs: true, change: undefined, standsOn: undefined },
  ours: { commit: "t1", isOurs: true, change: "c1", standsOn: BASE },
  "ours on an old base": { commit: "t1", isOurs: true, change: "c1", standsOn: "b0" },
  "an old change of ours": { commit: "t0", isOurs: true, change: "c0", standsOn: "b0" },
  foreign: { commit: "t9", isOurs: false, change: undefined, standsOn: undefined },
} as const satisfies Record<string, BranchState | undefined>;

function pull(state: PullState["state"], parts: Partial<PullState> = {}): PullState {
  return { number: 1, url: "u1", state, ...TEXT, isDraft: false, commit: "t1", ...parts };
}

const PULLS = {
  none: [],
  open: [pull("open")],
  "open with another text": [pull("open", { body: "Old" })],
  closed: [pull("closed")],
  merged: [pull("merged")],
} as const satisfies Record<string, readonly PullState[]>;

const WISHES = { "a change": WISH, nothing: { ...WISH, change: undefined } } as const;

function proposal(parts: Partial<ProposalRecord> = {}): ProposalRecord {
  return {
    branch: "x",
    commit: "t1",
    number: 1,
    url: "u1",
    change: "c1",
    base: BASE,
    state: "open",
    since: "2030-01-01T00:00:00.000Z",
    wave: 1,
    asked: digestText(TEXT),
    texts: digestText(TEXT),
    ...parts,
  };
}

type Record_ = Pick<RepositoryRecord, "proposal" | "writing" | "retired">;

function recordOf(parts: Partial<Record_> = {}): Record_ {
  return { proposal: undefined, writing: [], retired: undefined, ...parts };
}

function stateOf(branch: BranchState | undefined, pulls: readonly PullState[]): ProposalState {
  return { base: { branch: "main", commit: BASE }, branch, pulls };
}

function brief(decision: ReturnType<typeof decide>): string {
  if (decision.act === "hold") return `hold: ${decision.reason}`;
  if (decision.act === "close") return `close at ${decision.commit}`;
  if (decision.act === "nothing") return "nothing";
  const write = decision.write && `write over ${decision.write.expected ?? "nothing"}`;
  const text = decision.act === "update" && decision.text ? "edit" : undefined;
  const how = decision.act === "open" ? "open" : decision.reopen ? "reopen" : text;
  return [write, how].filter((part) => part !== undefined).join(", ");
}

/** Every combination without a journal, as after its loss. */
function table(wish: keyof typeof WISHES, reopen: boolean): Record<string, Record<string, string>> {
  return Object.fromEntries(
    Object.entries(BRANCHES).map(([branch, on]) => [
      branch,
      Object.fromEntries(
        Object.entries(PULLS).map(([pulls, those]) => [
          pulls,
          brief(decide({ state: stateOf(on, those), wish: WISHES[wish], record: undefined, reopen })),
        ]),
      ),
    ]),
  );
}

const FOREIGN = "hold: its branch has commits of others";
const CLOSED = "hold: its pull request was closed";

describe("what is decided where a change is wanted", () => {
  it("is this, for each branch and what was proposed from it", () => {
    const over = (tip: string) => ({
      none: `write over ${tip}, open`,
      open: `write over ${tip}`,
      "open with another text": `write over ${tip}, edit`,
      closed: CLOSED,
      merged: `write over ${tip}, open`,
    });
    expect(table("a change", false)).toEqual({
      none: over("nothing"),
      empty: over(BASE),
      ours: { none: "open", open: "nothing", "open with another text": "edit", closed: CLOSED, merged: "open" },
      "ours on an old base": {
        ...over("t1"),
        open: "nothing",
        "open with another text": "edit",
      },
      "an old change of ours": over("t0"),
      foreign: {
        none: FOREIGN,
        open: FOREIGN,
        "open with another text": FOREIGN,
        closed: FOREIGN,
        merged: FOREIGN,
      },
    });
  });

  it("is to propose again what was closed, where that is asked for", () => {
    const column = Object.fromEntries(
      Object.entries(table("a change", true)).map(([row, cells]) => [row, cells["closed"]]),
    );
    expect(column).toEqual({
      none: "write over nothing, open",
      empty: `write over ${BASE}, open`,
      ours: "reopen",
      "ours on an old base": "reopen",
      "an old change of ours": "write over t0, open",
      foreign: FOREIGN,
    });
  });
});

describe("what is decided where nothing is left to propose", () => {
  it("is to close what is open and ours, and nothing else", () => {
    const rest = { none: "nothing", closed: "nothing", merged: "nothing" };
    const closes = (tip: string) => ({ ...rest, open: `close at ${tip}`, "open with another text": `close at ${tip}` });
    const held = "hold: nothing is left to propose, and its branch has commits of others";
    expect(table("nothing", false)).toEqual({
      none: closes("t1"),
      empty: closes(BASE),
      ours: closes("t1"),
      "ours on an old base": closes("t1"),
      "an old change of ours": closes("t0"),
      foreign: { ...rest, open: held, "open with another text": held },
    });
    expect(table("nothing", true)).toEqual(table("nothing", false));
  });
});

describe("what the journal knows", () => {
  const situation = { wish: WISH, reopen: false };
  const moved: BranchState = { commit: "t2", isOurs: true, change: "c0", standsOn: BASE };

  it("is that a branch with our trailer is not as we left it", () => {
    const state = stateOf(moved, PULLS.open);
    expect(brief(decide({ ...situation, state, record: recordOf({ proposal: proposal() }) }))).toBe(
      "hold: its branch is no more as it was left",
    );
  });

  it("is that a killed run was about to write what is there", () => {
    const record = recordOf({ proposal: proposal(), writing: [{ change: "c0", texts: digestText(TEXT) }] });
    expect(brief(decide({ ...situation, state: stateOf(moved, PULLS.open), record }))).toBe("write over t2");
  });

  it("is that we closed the last proposal when nothing was left", () => {
    const state = stateOf(undefined, PULLS.closed);
    const record = recordOf({ proposal: proposal({ state: "closed" }), retired: 1 });
    expect(brief(decide({ ...situation, state, record }))).toBe("write over nothing, open");
    expect(brief(decide({ ...situation, state, record: { ...record, retired: 0 } }))).toBe(CLOSED);
  });

  it("is that the same was merged before, which a person has to look at", () => {
    const state = stateOf(undefined, PULLS.merged);
    const record = recordOf({ proposal: proposal() });
    expect(brief(decide({ ...situation, state, record }))).toBe("hold: what was merged is gone again");
    expect(brief(decide({ ...situation, state, record, reopen: true }))).toBe("write over nothing, open");
    const other = recordOf({ proposal: proposal({ change: "c0" }) });
    expect(brief(decide({ ...situation, state, record: other }))).toBe("write over nothing, open");
  });
});

describe("the text of a pull request", () => {
  const ours = BRANCHES.ours;
  const wish = { ...WISH, title: "New title", body: "New body" };

  function textFor(there: Partial<PullState>, record: Record_) {
    const decision = decide({ state: stateOf(ours, [pull("open", there)]), wish, record, reopen: false });
    return decision.act === "update" ? decision.text : decision.act;
  }

  it("becomes the new one where it is ours", () => {
    expect(textFor({}, recordOf({ proposal: proposal() }))).toEqual({ title: "New title", body: "New body" });
  });

  it("keeps what a person wrote", () => {
    const record = recordOf({ proposal: proposal() });
    expect(textFor({ title: "ABC-1 Title" }, record)).toEqual({ title: "ABC-1 Title", body: "New body" });
    expect(textFor({ body: "Body, and a note" }, record)).toEqual({ title: "New title", body: "Body, and a note" });
    expect(textFor({ title: "a", body: "b" }, record)).toBe("nothing");
  });

  it("stays what a person wrote, also after our own was written beside it", () => {
    const texts = { title: THEIRS, body: digestText(TEXT).body };
    const asked = digestText({ title: "ABC-1 Title", body: "Body" });
    const record = recordOf({ proposal: proposal({ asked, texts }) });
    expect(textFor({ title: "ABC-1 Title" }, record)).toEqual({ title: "ABC-1 Title", body: "New body" });
    expect(textFor({ title: "ABC-1 Title", body: "New body\r\n" }, record)).toBe("nothing");
  });

  it("is known to be ours where a killed run was about to write it", () => {
    const writing = [{ change: "c1", texts: digestText({ title: "Title", body: "Half way" }) }];
    const record = recordOf({ proposal: proposal(), writing });
    expect(textFor({ body: "Half way" }, record)).toEqual({ title: "New title", body: "New body" });
  });

  it("is not written again where the forge keeps it in another way", () => {
    const asked = digestText(wish);
    const texts = digestText({ title: "New title", body: "New body, as the forge has it" });
    const record = recordOf({ proposal: proposal({ asked, texts }) });
    expect(textFor({ title: "New title", body: "New body, as the forge has it" }, record)).toBe("nothing");
    expect(textFor({ title: "New title ", body: "New body\r\n" }, recordOf())).toBe("nothing");
  });
});
