import { expect } from "chai";
import { speedRow } from "../../../src/benchmarks/speed-row.js";
import { takeTurns } from "../../../src/benchmarks/stopwatch.js";

/** Works for so many milliseconds and calls it one unit. */
const busy = (milliseconds: number) => ({
  run() {
    const end = performance.now() + milliseconds;
    while (performance.now() < end);
    return 1;
  },
});

describe("takeTurns", () => {
  const { signal } = new AbortController();

  it("gives the time of one unit, on the clock and of the processor", async () => {
    const sleep = { run: () => new Promise<number>((resolve) => setTimeout(() => resolve(10), 20)) };
    const { work, idle } = (await takeTurns({ work: busy(20), idle: sleep }, signal, 2))!;
    expect(work.seconds).to.be.at.least(0.02);
    expect(work.cpuSeconds).to.be.above(0);
    expect(idle.seconds).to.be.at.least(0.0019);
  });

  it("prepares every run", async () => {
    const calls: string[] = [];
    const candidate = {
      prepare: () => void calls.push("prepare"),
      run: () => {
        calls.push("run");
        return busy(60).run();
      },
    };
    await takeTurns({ candidate }, signal, 1);
    expect(calls.length % 2).to.equal(0);
    expect(calls.every((call, i) => call === ["prepare", "run"][i % 2])).to.equal(true);
  });

  it("ends when it is aborted", async () => {
    const controller = new AbortController();
    let runs = 0;
    const candidate = {
      run() {
        if (++runs === 3) controller.abort();
        return busy(120).run();
      },
    };
    expect(await takeTurns({ candidate }, controller.signal)).to.equal(undefined);
    expect(runs).to.equal(3);
  });
});

describe("speedRow", () => {
  const pace = { seconds: 0.5, cpuSeconds: 0.25 };

  it("compares by one core", () => {
    const baseline = { name: "the slow one", pace: { seconds: 3, cpuSeconds: 2 } };
    expect(speedRow("a step", "kernel", pace, baseline)).to.deep.equal({
      ...{ what: "a step", with: "kernel", "per second and core": 4, "per second": 2 },
      ...{ "×": 8, against: "the slow one" },
    });
  });

  it("compares work on several threads on the clock", () => {
    const baseline = { name: "this thread", pace: { seconds: 1, cpuSeconds: 0.2 }, onClock: true };
    expect(speedRow("a step", "threads", pace, baseline)).to.include({ "× on the clock": 2 });
  });
});
