import { expect } from "chai";
import { Random } from "../../envs/random.js";
import {
  correlation,
  groupedInterval,
  interquartileMean,
  performanceProfile,
  probabilityOfImprovement,
  rankCorrelation,
  stratifiedInterval,
} from "../../src/rliable.js";

// Expected values are worked out by hand.
describe("aggregates of runs", () => {
  const x = [
    [3, 10],
    [1, 8],
    [4, 9],
    [1, 7],
    [5, 12],
  ];
  const y = [
    [2, 9],
    [7, 8],
    [1, 8],
  ];

  it("interquartile mean: the middle half", () => {
    expect(interquartileMean([7])).to.equal(7);
    expect(interquartileMean([100, 1, 2, 3, -50])).to.equal(2);
    expect(interquartileMean([3, 1, 4, 1, 5, 9, 2, 6])).to.equal(3.5);
  });

  it("probability of improvement: wins and half of the ties, averaged over tasks", () => {
    // Task 1: 1 + 0.5·… of 15 pairs; task 2 likewise.
    const first = (2 + 0.5 + 2 + 0.5 + 2) / 15;
    const second = (3 + 1 + 2.5 + 0 + 3) / 15;
    expect(probabilityOfImprovement(x, y)).to.be.closeTo((first + second) / 2, 1e-12);
    expect(probabilityOfImprovement(x, x)).to.be.closeTo(0.5, 1e-12);
  });

  it("performance profile: the share above each threshold", () => {
    expect(performanceProfile(x, [0, 1, 7, 12])).to.deep.equal([1, 0.8, 0.4, 0]);
  });

  it("intervals: wide where runs differ, nothing where they do not, the same each time", () => {
    const interval = (values: number[]) =>
      stratifiedInterval(
        [values.map((value) => [value])],
        (sample) => interquartileMean(sample.flat()),
        new Random(0),
      );
    expect(interval([5, 5, 5, 5])).to.deep.equal([5, 5]);
    const [low, high] = interval([1, 2, 3, 4, 5]);
    expect(low).to.be.within(1, 2);
    expect(high).to.be.within(4, 5);
    expect(interval([1, 2, 3, 4, 5])).to.deep.equal([low, high]);
  });

  it("intervals of a mean: about ±1.96 standard errors for many runs", () => {
    const random = new Random(3);
    const scores = Array.from({ length: 400 }, () => [random.uniform(0, 1)]);
    const [low, high] = stratifiedInterval(
      [scores],
      (sample) => sample.reduce((sum, [value]) => sum + value, 0) / sample.length,
      new Random(0),
    );
    expect(high - low).to.be.closeTo((2 * 1.96 * Math.sqrt(1 / 12)) / 20, 0.005);
  });

  it("tasks are drawn from by themselves", () => {
    const [low, high] = stratifiedInterval(
      [
        [
          [0, 1],
          [1, 0],
        ],
      ],
      (sample) => sample[0]![0] + sample[0]![1],
      new Random(0),
    );
    // Whole rows would always give 1.
    expect([low, high]).to.deep.equal([0, 2]);
  });

  it("whole groups are drawn where they belong together", () => {
    const [low, high] = groupedInterval(
      [
        [0, 0],
        [6, 6],
      ],
      (sample) => Math.max(...sample.flat()),
      new Random(0),
    );
    expect([low, high]).to.deep.equal([0, 6]);
  });

  it("correlations, by values and by ranks", () => {
    const pairs = [
      [1, 1],
      [2, 4],
      [3, 9],
      [4, 16],
    ] as const;
    expect(correlation(pairs)).to.be.closeTo(0.9843740386976972, 1e-12);
    expect(rankCorrelation(pairs)).to.be.closeTo(1, 1e-12);
    expect(
      rankCorrelation([
        [1, 1],
        [1, 2],
        [2, 3],
      ]),
    ).to.be.closeTo(0.8660254037844387, 1e-12);
  });
});
