import { expect } from "chai";
import { loadTask } from "../../../src/index.js";
import type { Architecture } from "../../../src/networks/architecture.js";

/** Units from the input to the output. */
const units = ({ layers }: Architecture) => [layers[0]!.in, ...layers.map(({ out }) => out)];

describe("networks that read vectors", () => {
  it("have one hidden layer where the adapter does not say more", async () => {
    const { architecture, small } = await loadTask({ env: { id: "CartPole-v1", options: {} } });
    expect(units(architecture(90))).to.deep.equal([4, 64, 2]);
    expect(units(small!.architecture())).to.deep.equal([4, 16, 2]);
    expect(architecture(90).layers.map(({ name }) => name)).to.deep.equal(["hidden", "output"]);
  });

  it("have as many hidden layers as the adapter says, and a divisor for each", async () => {
    const { architecture, small } = await loadTask({ env: { id: "MountainCar-v0", options: {} } });
    expect(units(architecture(90))).to.deep.equal([3, 64, 64, 3]);
    expect(units(small!.architecture())).to.deep.equal([3, 16, 8, 3]);
    const { layers } = architecture(90);
    expect(layers.map(({ name }) => name)).to.deep.equal(["hidden1", "hidden2", "output"]);
    expect(layers.map(({ divisor = 0 }) => divisor > 0)).to.deep.equal([true, true, false]);
  });

  it("of searches by reward have the hidden layers that are asked for", async () => {
    const { small } = await loadTask({ env: { id: "MountainCar-v0", options: {} } });
    expect(units(small!.architecture([5]))).to.deep.equal([3, 5, 3]);
    expect(units(small!.architecture([2, 3, 4]))).to.deep.equal([3, 2, 3, 4, 3]);
  });
});
