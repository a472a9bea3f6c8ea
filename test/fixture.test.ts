import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { run } from "./src/cli/program.js";

// What 0.1.0 computed for fixed seeds, and what every later version computes too. It goes through the command line and the
// files alone, so that it outlives any change of src/. There is no way to write the expected values anew, on purpose: who
// changes one of them changes what users' seeds mean.

/** A folder up from dist/test, or wherever the tests were built: the one that has the golden files. */
const ROOT = [1, 2, 3]
  .map((up) => join(import.meta.dirname, ...Array<string>(up).fill("..")))
  .find((folder) => existsSync(join(folder, "test/golden/fixture.json")))!;

/** Lossless demonstrations of the scripted expert that come with the package. */
const DEMONSTRATIONS = /^expert-teacher-(000003|noise-00010[012])\.(json|png)$/;

/** What decides how a policy acts. */
interface Acting {
  /** Of its packed weights, layer after layer. */
  readonly weights: string;
  /** The `sha256` of a policy file of version 1: of its unpacked weights. Later versions may hash more than weights. */
  readonly sha256?: string;
  readonly divisors: readonly (number | null)[];
  /** What becomes of outputs. */
  readonly output: Readonly<Record<string, unknown>> | null;
}

interface Fixture {
  readonly policies: Readonly<
    Record<"trained digits" | "searched digits" | "cloned driver" | "searched driver", Acting>
  >;
  readonly returns: Readonly<Record<"box2d-wasm" | "float32", readonly number[]>>;
  /** Digests of an episode's parts, by name. */
  readonly episode: { readonly sha256?: string } & Readonly<Record<"hashes" | "actions" | "rewards", string>>;
}

const golden: Fixture = JSON.parse(readFileSync(join(ROOT, "test/golden/fixture.json"), "utf8"));

/** Runs a command that must work, and gives its JSON. */
async function json(...words: string[]) {
  const { code, stdout, stderr } = await run(...words, "--json");
  expect(code, stderr).to.equal(0);
  return JSON.parse(stdout);
}

const sha256 = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
};

/** Version 1 keeps what becomes of outputs in `encoding`, version 2 in `action`. */
function acting(file: string): Acting {
  const policy = JSON.parse(readFileSync(file, "utf8"));
  const layers: { name: string; divisor?: number }[] = policy.architecture.layers;
  return {
    weights: sha256(...layers.map(({ name }) => Buffer.from(policy.weights[name], "base64"))),
    ...(policy.version === 1 && { sha256: policy.sha256 }),
    divisors: layers.map(({ divisor }) => divisor ?? null),
    output: policy.encoding ?? policy.action ?? null,
  };
}

/** Every setting of version 1 must be there; a later version may say more. */
function expectSame(found: Acting, { output, ...expected }: Acting): void {
  if (found.sha256 !== undefined) expect(found.sha256).to.equal(expected.sha256);
  expect(found.weights).to.equal(expected.weights);
  expect(found.divisors).to.deep.equal(expected.divisors);
  if (output) expect(found.output).to.deep.include(output);
}

/** As little-endian float64: the same numbers to the last bit, however the file writes them. */
const bits = (numbers: readonly number[]) => new Uint8Array(new Float64Array(numbers).buffer);

describe("Fixed seeds give what 0.1.0 gave", function () {
  this.timeout(300_000);
  let folder = "";
  const at = (name: string) => join(folder, name);

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "aann-gym-"));
    mkdirSync(at("demos"));
    for (const name of readdirSync(join(ROOT, "recordings"))) {
      if (DEMONSTRATIONS.test(name)) cpSync(join(ROOT, "recordings", name), join(at("demos"), name));
    }
    expect(readdirSync(at("demos")), "demonstrations in recordings/").to.have.length(8);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("train and sense for MNIST", async () => {
    await json(
      ...["train", "--task", "mnist", "--epochs", "0,0,0,1", "--seed", "7", "--out", at("digits.json")],
    );
    expectSame(acting(at("digits.json")), golden.policies["trained digits"]);
    const climb = ["--neighbours", "2000", "--seed", "8", "--out", at("better-digits.json")];
    await json(...["sense", "--from", at("digits.json")], ...climb);
    expectSame(acting(at("better-digits.json")), golden.policies["searched digits"]);
  });

  it("train and sense for car-racing, from recordings of version 1", async () => {
    const demos = ["--recordings", at("demos")];
    await json(
      ...["train", "--task", "car-racing", ...demos, "--epochs", "1,1,1,1"],
      ...["--seed", "7", "--out", at("driver.json")],
    );
    expectSame(acting(at("driver.json")), golden.policies["cloned driver"]);
    const climb = ["--neighbours", "200", "--seed", "8", "--out", at("better-driver.json")];
    await json(...["sense", "--from", at("driver.json"), ...demos], ...climb);
    expectSame(acting(at("better-driver.json")), golden.policies["searched driver"]);
  });

  for (const physics of ["box2d-wasm", "float32"] as const) {
    it(`demos/driver.json, a policy of version 1, drives ten tracks with ${physics}`, async () => {
      const policy = ["--policy", join(ROOT, "demos/driver.json")];
      const { laps, episodes = laps } = await json(
        ...["evaluate", ...policy, "--tracks", "10", "--first-track", "0", "--physics", physics],
      );
      expect(episodes.map((lap: { return: number }) => lap.return)).to.deep.equal(golden.returns[physics]);
    });
  }

  // These are pygame's pictures. Where CarRacing has the option `pictures`, this asks for "pygame".
  it("record --expert", async () => {
    const { recorded } = await json(
      ...["record", "--expert", "--episodes", "1", "--seed", "5", "--out", at("episode")],
    );
    const recording = JSON.parse(readFileSync(recorded[0], "utf8"));
    if (recording.version === 1) expect(recording.sha256).to.equal(golden.episode.sha256);
    expect({
      hashes: sha256(...recording.hashes),
      actions: sha256(bits(recording.actions.flat())),
      rewards: sha256(bits(recording.rewards)),
    }).to.deep.equal({
      hashes: golden.episode.hashes,
      actions: golden.episode.actions,
      rewards: golden.episode.rewards,
    });
  });
});
