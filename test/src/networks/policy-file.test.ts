import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import { InputError } from "../../../src/errors.js";
import type { Architecture } from "../../../src/networks/architecture.js";
import {
  formatPolicy,
  type PolicyFile,
  parsePolicy,
  readPolicy,
  weightsHash,
  writePolicy,
} from "../../../src/networks/policy-file.js";
import { randomNetwork } from "../../../src/networks/random-network.js";

const architecture: Architecture = {
  input: { height: 8, width: 8, channels: 1, crop: null, centred: false },
  layers: [
    {
      name: "layer1.0",
      kind: "conv",
      in: 1,
      out: 3,
      kernel: 3,
      stride: 1,
      padding: 1,
      divisor: 2,
      pool: { size: 2, stride: 2 },
    },
    { name: "fc", kind: "dense", in: 48, out: 10 },
  ],
};

const policy: PolicyFile = {
  task: "mnist",
  sparsity: 80,
  network: randomNetwork(architecture, 80, new Random(1)),
  provenance: { command: "test", seed: 1, scores: { accuracy: 0.5 } },
};

const text = formatPolicy(policy);

describe("policy file", () => {
  it("gives back what was written", () => {
    expect(parsePolicy(text, "best.json")).to.deep.equal(policy);
  });

  it("reads version 1, whose checksum is over the weights alone", () => {
    const { task, sparsity, architecture: plan, weights, provenance } = JSON.parse(text);
    const action = { kind: "control", outputDivisor: 7 };
    const old = { format: "aann-gym/policy", version: 1, task, sparsity, encoding: action };
    const sha256 = weightsHash(policy.network);
    const file = JSON.stringify({ ...old, architecture: plan, weights, sha256, provenance });
    expect(parsePolicy(file, "best.json")).to.deep.equal({ ...policy, action });
  });

  it("is refused when any setting was changed that decides what it does", () => {
    const whole = formatPolicy({
      ...policy,
      task: undefined,
      env: { id: "CartPole-v1", options: { suttonBartoReward: true } },
      observation: { kind: "vector", low: [-1], high: [1] },
      action: { kind: "argmax", actions: 2, start: 0, outputDivisor: 3 },
    });
    expect(parsePolicy(whole, "best.json").env?.id).to.equal("CartPole-v1");
    for (const [from, to] of [
      ['"divisor": 2', '"divisor": 3'],
      ['"outputDivisor": 3', '"outputDivisor": 4'],
      ["CartPole-v1", "CartPole-v0"],
      ['"suttonBartoReward": true', '"suttonBartoReward": false'],
      ['"centred": false', '"centred": true'],
    ] as const) {
      expect(() => parsePolicy(whole.replace(from, to), "best.json"), from).to.throw(InputError, /hash/);
    }
  });

  it("survives the disk", async () => {
    const folder = await mkdtemp(join(tmpdir(), "policy-"));
    try {
      const path = join(folder, "best.json");
      await writePolicy(path, policy);
      expect((await readPolicy(path)).network.weights).to.deep.equal(policy.network.weights);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("can be read in a few lines by hand", () => {
    const file = JSON.parse(text);
    const bytes = Buffer.from(file.weights.fc, "base64");
    const weights = Array.from(
      { length: 480 },
      (_, index) => [0, 1, -1][(bytes[index >> 2] >> (2 * (index % 4))) & 3],
    );
    expect(weights).to.deep.equal(Array.from(policy.network.weights[1]));
  });

  describe("refuses in one sentence", () => {
    const change = (edit: (file: ReturnType<typeof JSON.parse>) => void) => {
      const file = JSON.parse(text);
      edit(file);
      return JSON.stringify(file);
    };
    const flipped = (bit: number) =>
      change((file) => {
        const bytes = Buffer.from(file.weights.fc, "base64");
        bytes[bit >> 3] ^= 1 << (bit & 7);
        file.weights.fc = bytes.toString("base64");
      });
    const cases: [title: string, text: string, message: RegExp][] = [
      ["a truncated file", text.slice(0, text.length / 2), /truncated/],
      [
        "another version",
        change((file) => {
          file.version = 3;
        }),
        /version 1 or 2, got version 3/,
      ],
      [
        "another format",
        change((file) => {
          file.format = "x";
        }),
        /format/,
      ],
      [
        "too few weights",
        change((file) => {
          file.weights.fc = file.weights.fc.slice(4);
        }),
        /bytes of weights/,
      ],
      [
        "a missing layer",
        change((file) => {
          delete file.weights.fc;
        }),
        /weights of layer fc are missing/,
      ],
      [
        "another hash",
        change((file) => {
          file.sha256 = "0".repeat(64);
        }),
        /hash/,
      ],
      [
        "another sparsity",
        change((file) => {
          file.sparsity = 90;
        }),
        /zeros/,
      ],
      [
        "layers that do not fit",
        change((file) => {
          file.architecture.layers[1].in = 47;
        }),
        /takes 47 features/,
      ],
      [
        "an unknown field",
        change((file) => {
          file.bias = 1;
        }),
        /bias/,
      ],
      ["text that is no object", "[]", /expected a whole policy/],
    ];
    for (const [title, content, message] of cases) {
      it(title, () => {
        expect(() => parsePolicy(content, "best.json")).to.throw(InputError, message);
      });
    }

    it("any flipped bit of the weights", () => {
      for (let bit = 0; bit < 960; bit++) {
        expect(() => parsePolicy(flipped(bit), "best.json"), `bit ${bit}`).to.throw(InputError);
      }
    });

    it("a missing file", async () => {
      let error: unknown;
      await readPolicy("/nowhere/best.json").catch((caught) => {
        error = caught;
      });
      expect(error).to.be.instanceOf(InputError).with.property("message").that.includes("/nowhere/best.json");
    });

    it("a folder and an empty file", async () => {
      const folder = await mkdtemp(join(tmpdir(), "policy-"));
      try {
        const empty = join(folder, "empty.json");
        await writeFile(empty, "");
        for (const path of [folder, empty]) {
          let error: unknown;
          await readPolicy(path).catch((caught) => {
            error = caught;
          });
          expect(error, path).to.be.instanceOf(InputError);
        }
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  });
});
