import { expect } from "chai";
import { Random } from "../../../../envs/random.js";
import { Vote } from "../../../../src/sense/families/vote.js";
import { plainLogits } from "../../kernels/plain-logits.js";
import { networkOf, policyOf } from "./networks.js";

const PICTURES = 9;
const random = new Random(5);
const images = Uint8Array.from({ length: PICTURES * 100 }, () => random.integers(256));

describe("a vote", () => {
  it("adds the members' exact logits, and shows each member's own", async () => {
    const networks = [0, 1, 2].map(networkOf);
    const own = networks.map((network) => plainLogits(network, images, PICTURES));
    const vote = await Vote.create(networks);
    const seen: number[][] = [];
    const sums = vote.logits(images, PICTURES, (logits, member) => {
      seen[member] = [...logits];
    });
    vote.close();
    expect(seen).to.deep.equal(own);
    expect([...sums]).to.deep.equal(own[0].map((_, place) => own[0][place] + own[1][place] + own[2][place]));
  });

  it("is refused to nobody, and to networks that do not fit together", async () => {
    const fails = async (networks: Parameters<typeof Vote.create>[0]) =>
      Vote.create(networks).then(
        () => "created",
        (error: Error) => error.message,
      );
    expect(await fails([])).to.match(/at least one/);
    const { network } = policyOf(networkOf(0));
    const layers = network.architecture.layers.map((layer) => ({ ...layer, divisor: 9 }));
    const other = { ...network, architecture: { ...network.architecture, layers } };
    expect(await fails([network, other])).to.match(/one architecture/);
  });
});
