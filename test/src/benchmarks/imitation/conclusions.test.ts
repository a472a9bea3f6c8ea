import { expect } from "chai";
import type { EntryResult } from "../../../../src/benchmarks/imitation/compare.js";
import { BASELINE, conclude } from "../../../../src/benchmarks/imitation/conclusions.js";

/** @param trainings agreement and returns of each */
function row(name: string, trainings: readonly (readonly [number, readonly number[]])[]): EntryResult {
  const all = trainings.flatMap(([, returns]) => returns);
  const summary = { episodes: 2, mean: 0, std: 0, min: Math.min(...all), solved: 0, iqm: 0 };
  return {
    ...{ name, microseconds: 1, agreement: 0, balanced: 0, confusion: {}, returns: { plain: summary } },
    trainings: trainings.map(([agreement, plain]) => ({
      agreement,
      balanced: agreement,
      returns: { plain },
    })),
  };
}

describe("conclusions of the imitation benchmark", () => {
  const rows = [
    row("majority action", [[0.9, [0, 0]]]),
    row(BASELINE, [
      [0.5, [10, 20]],
      [0.6, [20, 20]],
    ]),
    row("better", [
      [0.8, [30, 50]],
      [0.7, [20, 20]],
    ]),
    row("worse", [
      [0.2, [1, 1]],
      [0.1, [2, 2]],
    ]),
    row("expert", [[1, [0, 0]]]),
  ];

  it("say how likely a training is better than one of the baseline", () => {
    const { improvement } = conclude(rows);
    // Of four pairs three are won and one is a tie.
    expect(improvement.better!.value).to.equal(0.875);
    expect(improvement.worse).to.deep.equal({ value: 0, interval: [0, 0] });
    expect(improvement.better!.interval![0]).to.be.at.least(0.5);
    expect(improvement).to.not.have.property(BASELINE);
    // One policy is not drawn from.
    expect(improvement.expert).to.deep.equal({ value: 0 });
  });

  it("correlate agreement and return of those that learn, and say how surely", () => {
    const { points, pearson, spearman } = conclude(rows).correlation;
    expect(points).to.equal(6);
    expect(pearson.value).to.be.within(0.85, 1);
    expect(spearman.value).to.be.within(0.85, 1);
    const [low, high] = pearson.interval!;
    expect(low).to.be.at.most(pearson.value);
    expect(high).to.be.within(pearson.value, 1);
    expect(conclude(rows)).to.deep.equal(conclude(rows));
  });
});
