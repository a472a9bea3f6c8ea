import { expect } from "chai";
import { make } from "../../../envs/index.js";
import { expectEqual, GOLDEN_FILES, readGolden } from "./golden.js";
import { camelCase, replay } from "./replay.js";

describe("Gymnasium's episodes", function () {
  this.timeout(120_000);

  for (const file of GOLDEN_FILES) {
    it(`${file}: observations, rewards, ends, infos and frames are equal`, async () => {
      const sequence = readGolden(file);
      if (typeof sequence.observation !== "string") {
        const { observationSpace } = await make(sequence.id as string, camelCase(sequence.options));
        expect(observationSpace).property("dtype", sequence.observation.dtype);
        expect(observationSpace).property("shape").deep.equal(sequence.observation.shape);
      }
      expectEqual(await replay(sequence), sequence);
    });
  }
});
