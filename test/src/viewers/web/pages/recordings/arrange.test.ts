import { expect } from "chai";
import type { Episode } from "../../../../../../src/viewers/web/library/protocol.js";
import { arrange, type Order } from "../../../../../../src/viewers/web/pages/recordings/arrange.js";

const episode = (name: string, seed: number, score: number, steps: number, flagged = false) =>
  ({
    name,
    seed,
    steps,
    return: score,
    flagged,
    by: "expert fast",
    environment: { id: "CarRacing-v3", options: {} },
    created: `2026-01-0${seed}T00:00:00Z`,
  }) as Episode;

describe("arrange", () => {
  const episodes = [episode("b", 1, 900, 700), episode("c", 3, 500, 1000, true), episode("a", 2, 900, 800)];
  const names = (order: Order, words = "", flaggedOnly = false) =>
    arrange(episodes, { order, words, flaggedOnly }, (name) => ({ a: 0.9, c: 0.5 })[name])
      .map(({ name }) => name)
      .join("");

  it("sorts, ties by name, what is not known last", () => {
    expect(names("name")).to.equal("abc");
    expect(names("best")).to.equal("abc");
    expect(names("worst")).to.equal("cab");
    expect(names("shortest")).to.equal("bac");
    expect(names("longest")).to.equal("cab");
    expect(names("newest")).to.equal("cab");
    expect(names("disputed")).to.equal("cab");
  });

  it("filters by words, all of which must occur, and by flags", () => {
    expect(names("name", "FAST track")).to.equal("abc");
    expect(names("name", "fast 3")).to.equal("c");
    expect(names("name", "slow")).to.equal("");
    expect(names("name", "", true)).to.equal("c");
  });
});
