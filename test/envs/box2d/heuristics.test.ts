import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { chooseThrottle, WalkerHeuristic } from "../../../envs/index.js";

interface Episode {
  readonly actions: readonly (readonly number[])[];
  readonly observations: readonly string[];
}

function episodes(name: string): readonly Episode[] {
  const path = join(import.meta.dirname, `../../../../test/golden/gymnasium/${name}.json.gz`);
  return JSON.parse(gunzipSync(readFileSync(path)).toString()).episodes;
}

function expectActions(
  { actions, observations }: Episode,
  act: (observation: Float32Array) => Iterable<number>,
) {
  for (const [step, action] of actions.entries()) {
    const bytes = Uint8Array.from(Buffer.from(observations[step], "base64"));
    expect(Array.from(act(new Float32Array(bytes.buffer))), `step ${step}`).deep.equal(action);
  }
}

// Episodes that Gymnasium's heuristics played without noise; see golden/gymnasium/record_box2d.py.
describe("the heuristics", () => {
  it("walk as Gymnasium's does, to the bit", () => {
    const walks = episodes("further-bipedal-walker-hardcore");
    for (const i of [0, 1, 3]) {
      const heuristic = new WalkerHeuristic();
      expectActions(walks[i], (observation) => heuristic.act(observation));
    }
  });

  it("land as Gymnasium's does, to the bit", () => {
    expectActions(episodes("further-lunar-lander")[2], (observation) =>
      Float32Array.from(chooseThrottle(observation)),
    );
  });
});
