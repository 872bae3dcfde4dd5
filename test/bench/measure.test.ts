import { expect, it } from "vitest";
import { measureInTurn } from "../../bench/measure.ts";
import { ratioRows } from "../../bench/table.ts";

const twoRounds = { rounds: 2, warmUp: true };

it("measures in turn, after a round that does not count", async () => {
  const calls: string[] = [];
  const contestant = (name: string) => ({ name, run: () => calls.push(name) });
  const [first] = await measureInTurn([contestant("a"), contestant("b")], twoRounds);
  expect(calls.join("")).toBe("ababab");
  expect(first?.rounds).toEqual([3, 5]);
});

it("compares each round with the same round of the first row", () => {
  const measurements = [
    { name: "a", rounds: [10, 100, 20] },
    { name: "b", rounds: [20, 300, 20] },
  ];
  const { rows } = ratioRows({ title: "t", unit: "ms", measurements });
  expect(rows[1]).toEqual(["b", "2.00", "1.00–3.00", "20.0", "3"]);
});

it("shows in a row why something was not measured, and goes on", async () => {
  const missing = () => {
    throw new Error("no python3");
  };
  const contestants = [
    { name: "a", run: () => 1 },
    { name: "b", run: missing },
    { name: "c", run: () => 3 },
  ];
  const measurements = await measureInTurn(contestants, twoRounds);
  const { rows } = ratioRows({ title: "t", unit: "ms", measurements });
  expect(rows.map((row) => row.at(-1))).toEqual(["2", "not here: no python3", "2"]);
});
