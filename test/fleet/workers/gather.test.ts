import { expect, test } from "vitest";
import type { Answers } from "../../../src/fleet/forge.ts";
import type { FleetRepository } from "../../../src/fleet/repository.ts";
import { Gatherer } from "../../../src/fleet/workers/gather.ts";
import { plannedRepository } from "../journal-lines.ts";

interface Asked {
  readonly repository: FleetRepository;
  readonly what: string;
}

function ask(name: string, what = "it"): Asked {
  return { repository: { ...plannedRepository("any").repository, name, id: name }, what };
}

/** Answers of a gatherer that asks `answer`, and what was asked together. */
function gather(answer: (asked: Asked) => string | undefined) {
  const together: string[][] = [];
  const gatherer = new Gatherer<Asked, string>(async function* (requests): Answers<string> {
    await Promise.resolve();
    together.push(requests.map(({ repository }) => repository.name));
    for (const request of requests) {
      const said = answer(request);
      if (said !== undefined) yield { repository: request.repository, answer: said };
    }
  });
  const one = async (...requests: readonly Asked[]): Promise<unknown[]> => {
    const answers: unknown[] = [];
    for await (const { answer: said } of gatherer.ask(requests)) answers.push(said);
    return answers;
  };
  return { together, one };
}

test("what is asked at about the same time is asked together", async () => {
  const { together, one } = gather(({ repository }) => `files of ${repository.name}`);
  const answers = await Promise.all([one(ask("a")), one(ask("b"), ask("c"))]);
  expect(answers).toEqual([["files of a"], ["files of b", "files of c"]]);
  expect(together).toEqual([["a", "b", "c"]]);
});

test("two questions about one repository are answered each with its own", async () => {
  const { together, one } = gather(({ what }) => what);
  expect(await Promise.all([one(ask("a", "first")), one(ask("a", "second"))])).toEqual([["first"], ["second"]]);
  expect(together).toEqual([["a"], ["a"]]);
});

test("what there is no answer for is not answered, and holds up nobody", async () => {
  const { one } = gather(({ repository }) => (repository.name === "a" ? undefined : "b"));
  expect(await Promise.all([one(ask("a")), one(ask("b"))])).toEqual([[], ["b"]]);
});

test("what cannot be asked at all fails for everybody who has asked", async () => {
  const { one } = gather(() => {
    throw new Error("no network");
  });
  const ends = await Promise.allSettled([one(ask("a")), one(ask("b"))]);
  expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});

test("no more are asked together than a forge takes at once", async () => {
  const { together, one } = gather(() => "it");
  await Promise.all(Array.from({ length: 60 }, (_, index) => one(ask(`r${index}`))));
  expect(together.map(({ length }) => length)).toEqual([25, 25, 10]);
});
