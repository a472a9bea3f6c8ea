import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { temporaryFolder } from "../recordings/temporary-folder.js";
import { type Run, run, startLimited } from "./program.js";

/** A data set of two kinds of 4×4 images, one dark and one bright, which does not come back from one of its members. */
const moduleThatHangsIn = (where: string) => `
  import { classificationTask, withDivisors } from "aann-gym";
  const hang = (place) => {
    if (place === ${JSON.stringify(where)}) for (;;) try { for (;;); } catch {}
  };
  const draw = (count) => ({
    count,
    images: Uint8Array.from({ length: count * 16 }, (_, i) => (Math.floor(i / 16) % 2) * 200 + ((i * 7919) % 50)),
    targets: { kind: "classes", labels: Uint8Array.from({ length: count }, (_, i) => i % 2) },
  });
  const plan = {
    input: { height: 4, width: 4, channels: 1, crop: null, centred: true },
    layers: [
      { name: "hidden", kind: "dense", in: 16, out: 8 },
      { name: "output", kind: "dense", in: 8, out: 2 },
    ],
  };
  const base = classificationTask({
    name: "shades",
    load: async () => {
      hang("load");
      return { fit: draw(400), validation: draw(50) };
    },
    loadTest: () => {
      hang("loadTest");
      return ${JSON.stringify(where)} === "promise" ? new Promise(() => {}) : draw(100);
    },
  });
  export const task = {
    ...base,
    architecture: (sparsity) => {
      hang("architecture");
      return withDivisors(plan, sparsity, 0.6);
    },
    load: async (options) => {
      const { fit, validation } = await base.load(options);
      const labels = validation.targets.labels.with(7, 9);
      const odd = {
        nothing: undefined,
        "half of it": { fit },
        "an error": () => { throw new RangeError("no such folder"); },
        "a label": { fit, validation: { ...validation, targets: { kind: "classes", labels } } },
        "a value": { fit: { ...fit, targets: { kind: "values", outputs: 2, values: new Float32Array(800) } }, validation },
      };
      const given = odd[process.env.GIVES];
      return process.env.GIVES === undefined ? { fit, validation } : typeof given === "function" ? given() : given;
    },
    score: (...given) => {
      hang("score");
      return base.score(...given);
    },
  };
`;

/**
 * For calls that do not come back. Loading the library, which the module does, takes a second where all cores are busy.
 */
const SECONDS = 4;

describe("a data set of the user's", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();

  /** Runs the program in a folder below the test's. */
  function runIn(name: string, seconds: number, ...words: string[]): Promise<Run> {
    const place = join(folder(), name);
    mkdirSync(place, { recursive: true });
    return startLimited(`cd ${place} && export AANN_GYM_DEADLINE=${seconds}`, ...words).ended;
  }

  async function succeeds(name: string, ...words: string[]): Promise<string> {
    const { code, stdout, stderr } = await runIn(name, 60, ...words);
    expect(code, stderr).to.equal(0);
    return stdout;
  }

  const training = (module: string) => [
    ...["train", "--task", module, "--sparsity", "50", "--epochs", "1,0,0,4", "--threads", "1"],
  ];

  it("goes through train, sense, family and evaluate", async () => {
    writeFileSync(join(folder(), "shades.mjs"), moduleThatHangsIn("nothing"));
    await succeeds(".", ...training("./shades.mjs"));
    const searching = ["--neighbours", "300", "--threads", "1", "--out", "best.json"];
    await succeeds(".", "sense", "--from", "policy-shades.json", ...searching);
    const gathering = ["--neighbours", "20", "--tolerance", "50", "--threads", "1"];
    await succeeds(".", "family", "--from", "best.json", ...gathering);
    for (const file of ["policy-shades.json", "best.json", "family.json"]) {
      const { task, scores } = JSON.parse(await succeeds(".", "evaluate", "--policy", file, "--json"));
      expect({ task, images: scores["test images"] }).to.deep.equal({ task: "./shades.mjs", images: 100 });
    }
  });

  it("is not run because a file from elsewhere names it, but when the person does", async () => {
    writeFileSync(join(folder(), "shades.mjs"), moduleThatHangsIn("nothing"));
    const module = join("..", "shades.mjs");
    await succeeds("below", ...training(module));
    const evaluating = ["evaluate", "--policy", "policy-shades.json"];
    const { code, stderr } = await runIn("below", 60, ...evaluating);
    expect({ code, stderr }).to.deep.equal({
      code: 2,
      stderr:
        "aann-gym: policy-shades.json: expected a module in this folder or below, got ./../shades.mjs; name it with --task\n",
    });
    expect(await succeeds("below", ...evaluating, "--task", module)).to.include("test accuracy");
    const other = await run("evaluate", "--policy", "demos/driver.json", "--task", "mnist");
    expect(other).to.include({
      code: 2,
      stderr:
        "aann-gym: option --task: expected CarRacing-v3, for which demos/driver.json was made, got mnist\n",
    });
  });

  it("is refused in one sentence where it throws or gives something else", async () => {
    writeFileSync(join(folder(), "shades.mjs"), moduleThatHangsIn("nothing"));
    for (const [gives, sentence] of [
      ["nothing", "./shades.mjs: expected load to give `fit` and `validation`, got no fit"],
      ["half of it", "./shades.mjs: expected load to give `fit` and `validation`, got no validation"],
      ["an error", "./shades.mjs: expected the data to be loaded, got RangeError: no such folder"],
      ["a label", "the validation images: expected labels from 0 to 1, got 9 for image 7"],
      ["a value", 'the images to fit to: expected targets of the kind "classes", got values'],
    ] as const) {
      const words = training("./shades.mjs");
      const { code, stderr } = await startLimited(`cd ${folder()} && export GIVES="${gives}"`, ...words)
        .ended;
      expect({ code, said: stderr.split("\n").at(-2) }).to.deep.equal({
        code: 2,
        said: `aann-gym: ${sentence}`,
      });
    }
  });

  it("ends the command with one sentence where it does not come back", async () => {
    const said = async (where: string, ...words: string[]) => {
      writeFileSync(join(folder(), "shades.mjs"), moduleThatHangsIn(where));
      const { code, stderr } = await runIn(".", SECONDS, ...words);
      expect(code, stderr).to.equal(2);
      return stderr.split("\n").at(-2);
    };
    for (const [where, what] of [
      ["load", "the data to be loaded"],
      ["score", "score to return"],
    ]) {
      expect(await said(where!, ...training("./shades.mjs"), "--force")).to.match(
        new RegExp(`^aann-gym: \\./shades\\.mjs: expected ${what} within 4 s, got no answer`),
      );
    }
    writeFileSync(join(folder(), "shades.mjs"), moduleThatHangsIn("nothing"));
    await succeeds(".", ...training("./shades.mjs"), "--force");
    for (const where of ["loadTest", "promise"]) {
      expect(await said(where, "evaluate", "--policy", "policy-shades.json")).to.match(
        /^aann-gym: shades: expected the test images to be loaded within 4 s, got no answer/,
      );
    }
  });
});
