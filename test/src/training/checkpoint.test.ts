import { expect } from "chai";
import { InputError } from "../../../src/errors.js";
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from "../../../src/training/checkpoint.js";

describe("training checkpoints", () => {
  const arrays = (start: number) => [Float32Array.of(start, start + 0.5, -1e-30), Float32Array.of(start / 3)];
  const checkpoint: Checkpoint = {
    stage: 2,
    epoch: 1,
    updates: 77,
    fingerprint: "abc",
    zeros: [2, 1],
    history: [
      {
        ...{ stage: "sparsify", epoch: 1, epochs: 1, zeros: [1, 0], rate: 1e-3, loss: 0.1, accuracy: 0.5 },
        validation: { loss: 1 / 3 },
      },
    ],
    parameters: arrays(1),
    means: arrays(2),
    squares: arrays(3),
  };
  const bytes = encodeCheckpoint(checkpoint);

  it("come back as they were, with a best epoch and without", () => {
    expect(decodeCheckpoint(bytes, "file")).to.deep.equal(checkpoint);
    const best = { epoch: 3, validation: { loss: 0.2, accuracy: 0.9 }, parameters: arrays(4) };
    const later = { ...checkpoint, best };
    expect(decodeCheckpoint(encodeCheckpoint(later), "file")).to.deep.equal(later);
  });

  it("are refused when a bit was changed anywhere", () => {
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const changed = new Uint8Array(bytes);
      changed[bit >> 3] ^= 1 << (bit & 7);
      expect(() => decodeCheckpoint(changed, "run.ckpt"), `bit ${bit}`).to.throw(InputError, /^run\.ckpt /);
    }
  });

  it("are refused when cut off anywhere, or something else", () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeCheckpoint(bytes.subarray(0, length), "run.ckpt")).to.throw(
        InputError,
        /^run\.ckpt /,
      );
    }
    const longer = new Uint8Array([...bytes, 0]);
    expect(() => decodeCheckpoint(longer, "run.ckpt")).to.throw(InputError, "should hold 48 bytes");
    const other = Buffer.from(
      Buffer.from(bytes).toString("latin1").replace('"version":4', '"version":3'),
      "latin1",
    );
    expect(() => decodeCheckpoint(other, "run.ckpt")).to.throw(
      InputError,
      "not a training checkpoint of version 4",
    );
  });
});
