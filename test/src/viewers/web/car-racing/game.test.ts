import { expect } from "chai";
import { gapTo, winnerOf } from "../../../../../src/viewers/web/car-racing/watch/game.js";

describe("a race", () => {
  const you = { name: "you", tiles: 20, score: 70.5 };
  const net = { name: "driver", tiles: 30, score: 101.3 };

  it("says how far somebody is ahead or behind", () => {
    expect(gapTo(you, net)).to.match(/^\d+ m behind$/);
    expect(gapTo(net, you)).to.match(/^\d+ m ahead$/);
    expect(gapTo(you, you)).to.equal("");
  });

  it("says who has won", () => {
    expect(winnerOf(net, you)).to.equal("driver wins: 101.3 to 70.5");
    expect(winnerOf(you, { ...net, score: 60 })).to.equal("You win: 70.5 to 60.0");
    expect(winnerOf(you, { ...net, score: 70.5 })).to.equal("A draw: 70.5 each");
  });
});
