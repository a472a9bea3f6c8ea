import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { readPolicy } from "../../../src/networks/policy-file.js";
import { unpackPolicy } from "../../../src/networks/policy-link.js";
import { readDense } from "../../../src/training/dense-file.js";
import { golden, safetensors, small } from "../exchange/dense.js";
import { temporaryFolder } from "../recordings/temporary-folder.js";
import { run } from "./program.js";

const root = join(import.meta.dirname, "../../../..");
const driver = join(root, "demos/small-driver.json");

describe("aann-gym policy export", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const at = (name: string) => join(folder(), name);

  it("writes C and says what it takes", async () => {
    const out = at("firmware/small-driver.c");
    const { code, stdout } = await run("policy", "export", driver, "--to", "c", "--out", out);
    expect(code).to.equal(0);
    expect(stdout).to.match(/^fc2 +75 +two bits$/m);
    expect(stdout).to.contain("Flash: 1,953 bytes of weights, and the code\n");
    expect(stdout).to.contain("RAM: 11,212 bytes, and the stack\n");
    expect(readFileSync(out, "utf8")).to.contain(
      "int small_driver_act(const uint8_t *observation, float *action)",
    );
    const named = await run("policy", "export", driver, "--to", "c", "--out", at("7.c"), "--json");
    expect(JSON.parse(named.stdout)).to.include({ name: "policy_7", weightBytes: 1953, ramBytes: 11_212 });
  });

  it("replaces a file only when it is told to", async () => {
    const out = at("kept.c");
    writeFileSync(out, "mine");
    const refused = await run("policy", "export", driver, "--to", "c", "--out", out);
    expect(refused.code).to.equal(2);
    expect(refused.stderr).to.contain(
      "kept.c: expected a new file, got one that is there: --force replaces it",
    );
    expect(readFileSync(out, "utf8")).to.equal("mine");
    const forced = await run(
      "policy",
      "export",
      driver,
      "--to",
      "c",
      "--out",
      out,
      "--force",
      "--name",
      "kart",
    );
    expect(forced.code).to.equal(0);
    expect(readFileSync(out, "utf8")).to.contain("int kart_act(");
  });

  it("prints a link that holds the policy", async () => {
    const { stdout } = await run("policy", "export", driver, "--to", "json-link", "--json");
    const { link, characters } = JSON.parse(stdout);
    expect(characters).to.equal(link.length);
    const { network } = await unpackPolicy(link.split("#policy=")[1], "the link");
    expect(network.weights).to.have.length(4);
  });

  const refused: readonly (readonly [string, readonly string[], string])[] = [
    ["no policy", ["no.json", "--to", "c"], "no.json: expected a policy file, got no such file"],
    ["another format", [driver, "--to", "C"], "option --to: expected "],
    [
      "a name that C does not have",
      [driver, "--to", "c", "--name", "a b"],
      "option --name: expected a letter",
    ],
    [
      "a name for a link",
      [driver, "--to", "json-link", "--name", "a"],
      "option --name: expected it with --to c",
    ],
    [
      "another environment",
      [driver, "--to", "c", "--env", "CartPole-v1"],
      "option --env: expected CarRacing-v3",
    ],
  ];
  for (const [what, words, message] of refused) {
    it(`refuses ${what} in a sentence, and writes nothing`, async () => {
      const out = at("none.out");
      const { code, stdout, stderr } = await run("policy", "export", ...words, "--out", out);
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
      expect(stderr).to.contain(message);
      expect(stderr.trim().split("\n"), basename(out)).to.have.length(1);
      expect(existsSync(out)).to.equal(false);
    });
  }
});

describe("aann-gym policy import", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const at = (name: string) => join(folder(), name);

  /** A user's data set whose images the small network reads: the class is the brightest of four corners. */
  const task = `
    import { classificationTask } from "${pathToFileURL(join(root, "dist/src/index.js")).href}";
    const images = new Uint8Array(400 * 36);
    const labels = new Uint8Array(400);
    for (let index = 0; index < 400; index++) {
      labels[index] = index % 4;
      images[index * 36 + [0, 5, 30, 35][index % 4]] = 200 + (index % 50);
    }
    const data = { images, count: 400, targets: { kind: "classes", labels } };
    const plan = ${JSON.stringify(small)};
    export const task = {
      ...classificationTask({ name: "corners", load: async () => ({ fit: data, validation: data }), loadTest: async () => data }),
      architecture: (sparsity) => ({ ...plan, layers: plan.layers.map((layer, index) => index === 0 ? { ...layer, divisor: 2 } : layer) }),
    };`;

  it("takes weights that train prunes, and begins at pruning", async () => {
    writeFileSync(at("corners.js"), task);
    const dense = at("dense.json");
    const words = ["--task", at("corners.js"), "--out", dense];
    const imported = await run("policy", "import", golden("small.safetensors"), ...words, "--json");
    expect(imported.stderr).to.equal("");
    expect(
      JSON.parse(imported.stdout).layers.map(({ weights }: { weights: number }) => weights),
    ).to.deep.equal([27, 108]);
    const out = at("pruned.json");
    const trained = await run("train", "--from", dense, "--sparsity", "50", "--out", out, "--json");
    const { curve } = JSON.parse(trained.stdout);
    expect(curve[0].stage).to.equal("sparsify");
    const { network, task: name } = await readPolicy(out);
    expect(name).to.match(/corners\.js$/);
    expect(network.weights.map((weights) => weights.filter((weight) => weight === 0).length)).to.deep.equal([
      14, 54,
    ]);
  });

  it("takes another network between a task's inputs and outputs", async () => {
    const own = {
      input: { height: 28, width: 28, channels: 1, crop: null, centred: false },
      layers: [{ name: "all", kind: "dense", in: 784, out: 10 }],
    };
    writeFileSync(at("own.json"), JSON.stringify(own));
    const bytes = new Uint8Array(Float32Array.from({ length: 7840 }, (_, index) => index / 7840).buffer);
    writeFileSync(at("own.safetensors"), safetensors([{ name: "fc.weight", shape: [10, 784], bytes }]));
    const words = ["--task", "mnist", "--architecture", at("own.json"), "--out", at("dense.json")];
    const { code, stderr } = await run("policy", "import", at("own.safetensors"), ...words);
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    const { architecture, weights } = await readDense(at("dense.json"));
    expect(architecture.layers).to.deep.equal(own.layers);
    expect(new Uint8Array(weights[0].buffer)).to.deep.equal(bytes);
    // The same once more is refused, and what is there stays.
    const again = await run("policy", "import", at("own.safetensors"), ...words);
    expect(again.code).to.equal(2);
    expect(again.stderr).to.contain("--force replaces it");
  });

  it("refuses what does not fit, in a sentence", async () => {
    const file = golden("small.safetensors");
    writeFileSync(at("own.json"), JSON.stringify(small));
    const out = at("dense.json");
    const refused: readonly (readonly [readonly string[], string])[] = [
      [[file], "option --task: expected it, or --env"],
      [
        [at("none.safetensors"), "--task", "mnist"],
        "none.safetensors: expected a safetensors or ONNX file, got no such file",
      ],
      [[driver, "--task", "mnist"], "expected a name that ends in .safetensors or .onnx"],
      [
        [file, "--task", "mnist"],
        "expected 3 tensors of weights, one for each of layer1.0, layer2.0, fc, got 2",
      ],
      [
        [file, "--task", "mnist", "--architecture", at("own.json")],
        "own.json: expected a network from 28×28×1 inputs to 10 outputs, got one from 6×6×1 inputs to 4 outputs",
      ],
      [
        [file, "--task", "mnist", "--architecture", driver],
        "expected an architecture as policy files have it",
      ],
    ];
    for (const [words, message] of refused) {
      const { code, stderr } = await run("policy", "import", ...words, "--out", out);
      expect(code, message).to.equal(2);
      expect(stderr).to.contain(message);
      expect(existsSync(out)).to.equal(false);
    }
  });

  it("refuses to train from a file that is not whole", async () => {
    writeFileSync(at("half.json"), '{"format":"aann-gym/dense"');
    const { code, stderr } = await run("train", "--from", at("half.json"), "--out", at("out.json"));
    expect(code).to.equal(2);
    expect(stderr).to.contain(
      "half.json: expected a whole file of `policy import`, got one that is not: it is not whole JSON",
    );
  });
});
