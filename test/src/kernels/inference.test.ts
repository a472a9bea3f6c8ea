import { expect } from "chai";
import { Inference } from "../../../src/kernels/inference.js";
import { plainLogits } from "./plain-logits.js";
import { Dice, randomImages, randomNetwork, randomWeights } from "./random-networks.js";

describe("Inference", () => {
  it("gives the reference's integers for random networks of every shape", async () => {
    for (let seed = 1; seed <= 300; seed++) {
      const dice = new Dice(seed);
      const network = randomNetwork(dice);
      const count = dice.pick([1, 2, 15, 16, 17, 33]);
      const images = randomImages(dice, network.architecture, count);
      const inference = await Inference.create(network);
      const logits = inference.logits(images, count);
      expect([...logits], `seed ${seed}`).to.eql(plainLogits(network, images, count));
      inference.close();
    }
  });

  it("takes other weights, sparser or denser", async () => {
    const dice = new Dice(1);
    const network = randomNetwork(dice);
    const inference = await Inference.create(network.architecture);
    for (let round = 0; round < 20; round++) {
      const weights = randomWeights(dice, network.architecture);
      const images = randomImages(dice, network.architecture, 20);
      inference.setWeights(weights);
      expect([...inference.logits(images, 20)]).to.eql(plainLogits({ ...network, weights }, images, 20));
    }
  });

  it("runs more images than fit at once", async () => {
    const dice = new Dice(7);
    const network = randomNetwork(dice);
    const images = randomImages(dice, network.architecture, 600);
    const inference = await Inference.create(network);
    expect([...inference.logits(images, 600)]).to.eql(plainLogits(network, images, 600));
  });

  it("refuses too few bytes, a wrong weight array and work after close", async () => {
    const network = randomNetwork(new Dice(3));
    const inference = await Inference.create(network);
    expect(() => inference.logits(new Uint8Array(0), 1)).to.throw(RangeError, "but 0 came");
    expect(() => inference.setWeights([new Int8Array(0)])).to.throw(RangeError, "but 0 came");
    inference.close();
    expect(() => inference.logits(new Uint8Array(0), 0)).to.throw("closed");
  });
});
