import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Box, Discrete, generateRandomMap, make, Random, Tuple } from "../../../envs/index.js";

interface Golden {
  readonly maps: readonly { size: number; p: number; seed: number; map: string[] }[];
  readonly choices: { readonly plain: number[]; readonly weights: number[]; readonly weighted: number[] };
  readonly samples: readonly (readonly [number, number[], number])[];
}

const path = join(import.meta.dirname, "../../../../test/golden/toy-text/draws.json");
const golden: Golden = JSON.parse(readFileSync(path, "utf8"));

describe("toy text", () => {
  it("makes Gymnasium's random lakes", () => {
    for (const { map, ...options } of golden.maps) expect(generateRandomMap(options)).deep.equal(map);
    expect(() => generateRandomMap({ size: 1 })).throws(RangeError, "got 1");
    expect(() => generateRandomMap({ p: 0 })).throws(RangeError, "got 0");
  });

  it("chooses what numpy chooses, with and without probabilities", () => {
    const random = new Random(0);
    const { plain, weights, weighted } = golden.choices;
    expect(plain.map(() => random.choice([3, 1, 4, 1, 5, 9, 2]))).deep.equal(plain);
    expect(weighted.map(() => random.choice([0, 1, 2, 3, 4], weights))).deep.equal(weighted);
    expect(() => random.choice([])).throws(RangeError);
    expect(() => random.choice([1, 2], [1])).throws(RangeError);
  });

  it("has tables for dynamic programming: the slippery lake is crossed in 14 of 17 episodes", async () => {
    const { unwrapped } = await make("FrozenLake-v1");
    const { P } = unwrapped;
    for (const transitions of P.flat()) {
      expect(transitions.reduce((sum, [probability]) => sum + probability, 0)).closeTo(1, 1e-12);
    }
    // Value iteration without discount: the best policy reaches the goal from the start in 14 of 17 episodes.
    const values = new Float64Array(P.length);
    for (let sweep = 0; sweep < 2000; sweep++) {
      for (const [state, actions] of P.entries()) {
        const returns = actions.map((outcomes) =>
          outcomes.reduce(
            (sum, [p, next, reward, ended]) => sum + p * (reward + (ended ? 0 : values[next])),
            0,
          ),
        );
        values[state] = Math.max(...returns);
      }
    }
    expect(values[0]).closeTo(14 / 17, 1e-6);
  });

  it("says what is wrong with a lake", async () => {
    for (const desc of [["SF", "F"], ["FF", "FG"], ["SX", "FG"], []]) {
      const error: Error = await make("FrozenLake-v1", { desc }).then(
        () => new Error("made"),
        (reason) => reason,
      );
      expect(error).instanceOf(RangeError);
      expect(error.message).includes("expected desc to be a list of equally long strings");
    }
  });

  it("says when there is no option at all", async () => {
    const env = await make("CliffWalking-v1");
    expect(() => env.reset({ options: { low: 1 } })).throws(
      TypeError,
      "CliffWalking's reset has no options; got low",
    );
  });

  it("gives text and pictures, the text where one asks for it", async () => {
    const env = await make("FrozenLake-v1");
    env.reset({ seed: 0 });
    const text: string = env.render("ansi");
    expect(text).equal("\n\x1b[41mS\x1b[0mFFF\nFHFH\nFFFH\nHFFG\n");
    expect([env.render().width, env.render("rgb_array").height]).deep.equal([256, 256]);
    expect(() => env.render("human")).throws(RangeError, "expected render mode rgb_array or ansi, got human");
  });

  it("knows what a taxi's state says", async () => {
    const { unwrapped } = await make("Taxi-v4");
    expect(unwrapped.decode(314)).deep.equal({ row: 3, column: 0, passenger: 3, destination: 2 });
    for (let state = 0; state < 500; state++) expect(unwrapped.encode(unwrapped.decode(state))).equal(state);
  });
});

describe("Tuple", () => {
  const space = new Tuple([
    new Discrete(32),
    new Box({ low: -1, high: 1, shape: [2], dtype: "float32" }),
    new Discrete(11, { start: 5 }),
  ]);

  it("samples what Gymnasium samples", () => {
    space.seed(7);
    const samples = golden.samples.map(() => space.sample());
    expect(samples.map(([a, b, c]) => [a, [...b], c])).deep.equal(golden.samples);
  });

  it("contains lists of elements, and is equal to a tuple of equal spaces", () => {
    expect(space.contains([31, [0, 1], 15])).equal(true);
    for (const wrong of [[31, [0, 1]], [32, [0, 1], 15], [31, [0, 2], 15], 31, undefined]) {
      expect(space.contains(wrong)).equal(false);
    }
    expect(space.equals(new Tuple([...space.spaces]))).equal(true);
    expect(space.equals(new Tuple([new Discrete(32)]))).equal(false);
    expect(String(new Tuple([new Discrete(2), new Discrete(3)]))).equal("Tuple(Discrete(2), Discrete(3))");
    expect(() => new Tuple([1 as unknown as Discrete])).throws(TypeError, "expected spaces, got 1");
  });
});
