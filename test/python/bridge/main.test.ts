import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { make } from "../../../envs/index.js";

const BRIDGE = join(import.meta.dirname, "../../../python/bridge/main.js");

const [JSON_MESSAGE, STEP_MESSAGE, ERROR_MESSAGE, IMAGE_MESSAGE] = [0, 1, 2, 3];

interface Answer {
  readonly kind: number;
  readonly payload: Buffer;
}

/** Talks to the bridge as src/aann_gym/child.py does. */
class Parent {
  readonly child: ChildProcess = spawn(process.execPath, [BRIDGE], { stdio: ["pipe", "pipe", "inherit"] });
  #got = Buffer.alloc(0);
  #wake = () => {};

  constructor() {
    this.child.stdout!.on("data", (bytes: Buffer) => {
      this.#got = Buffer.concat([this.#got, bytes]);
      this.#wake();
    });
  }

  call(method: string, rest: object = {}): Promise<Answer> {
    return this.ask(JSON_MESSAGE, Buffer.from(JSON.stringify({ method, ...rest })));
  }

  step(...actions: bigint[]): Promise<Answer> {
    return this.ask(STEP_MESSAGE, Buffer.from(BigInt64Array.from(actions).buffer));
  }

  async ask(kind: number, payload: Buffer): Promise<Answer> {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(payload.length, 0);
    head.writeUInt32LE(kind, 4);
    this.child.stdin!.write(Buffer.concat([head, payload]));
    const isWhole = () => this.#got.length >= 8 && this.#got.length >= 8 + this.#got.readUInt32LE(0);
    while (!isWhole()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const end = 8 + this.#got.readUInt32LE(0);
    const answer = { kind: this.#got.readUInt32LE(4), payload: Buffer.from(this.#got.subarray(8, end)) };
    this.#got = this.#got.subarray(end);
    return answer;
  }

  /** Closes its input. @returns its exit code */
  end(): Promise<number | null> {
    return new Promise((resolve) => {
      this.child.once("exit", resolve);
      this.child.stdin!.end();
    });
  }
}

const MAKE = { options: {}, maxEpisodeSteps: null, autoreset: "next-step", fullInfo: false };

const json = ({ payload }: Answer) => JSON.parse(payload.toString());

describe("Python's bridge", () => {
  let parent: Parent;

  beforeEach(() => {
    parent = new Parent();
  });

  afterEach(() => {
    parent.child.kill();
  });

  it("steps environments together, and gives what they give", async () => {
    const made = json(await parent.call("make", { ...MAKE, id: "CartPole-v1", count: 2 }));
    expect(made.actionSpace).to.deep.equal({ kind: "Discrete", n: 2, start: 0 });
    expect(made.observationSpace).to.include({ kind: "Box", dtype: "float32" });
    expect(made.observationBytes).to.deep.equal([16]);

    const envs = [await make("CartPole-v1"), await make("CartPole-v1")];
    const first = await parent.call("reset", { seeds: ["3", String(2n ** 70n)], options: null, mask: null });
    envs[0].reset({ seed: 3 });
    envs[1].reset({ seed: (2n ** 70n) as unknown as number });
    expect(first.payload.length).to.equal(20 + 32);

    const { kind, payload } = await parent.step(0n, 1n);
    const results = envs.map((env, i) => env.step(i));
    expect(kind).to.equal(STEP_MESSAGE);
    expect([payload.readDoubleLE(0), payload.readDoubleLE(8)]).to.deep.equal([1, 1]);
    expect([...payload.subarray(16, 20)]).to.deep.equal([0, 0, 0, 0]);
    const observations = new Float32Array(new Uint8Array(payload.subarray(20)).buffer);
    expect([...observations]).to.deep.equal(results.flatMap(([observation]) => [...observation]));
  });

  it("writes observations to a file when told so", async () => {
    const folder = mkdtempSync(join(tmpdir(), "aann-gym-bridge-"));
    const path = join(folder, "observations");
    writeFileSync(path, Buffer.alloc(64));
    await parent.call("make", { ...MAKE, id: "CartPole-v1", count: 2 });
    await parent.call("attach", { path, offsets: [32] });
    const { payload } = await parent.call("reset", { seeds: ["5", "6"], options: null, mask: null });
    const bytes = readFileSync(path);
    rmSync(folder, { recursive: true });
    expect(payload.length).to.equal(20);
    expect([...bytes.subarray(0, 32)]).to.deep.equal(new Array(32).fill(0));
    const [observation] = (await make("CartPole-v1")).reset({ seed: 6 });
    expect([...new Float32Array(new Uint8Array(bytes.subarray(48)).buffer)]).to.deep.equal([...observation]);
  });

  it("tells what was thrown, and goes on", async () => {
    expect(json(await parent.step(0n))).to.deep.equal({
      name: "Error",
      message: "expected `make` before anything else",
    });
    const unknown = await parent.call("make", { ...MAKE, id: "CartPole-v9", count: 1 });
    expect(unknown.kind).to.equal(ERROR_MESSAGE);
    expect(json(unknown).name).to.equal("RangeError");
    await parent.call("make", { ...MAKE, id: "CartPole-v1", count: 1 });
    await parent.call("reset", { seeds: [null], options: null, mask: null });
    expect(json(await parent.step(2n)).message).to.include("Discrete(2)");
    expect((await parent.step(1n)).kind).to.equal(STEP_MESSAGE);
  });

  it("draws", async () => {
    await parent.call("make", { ...MAKE, id: "CartPole-v1", count: 1 });
    await parent.call("reset", { seeds: ["0"], options: null, mask: null });
    const { kind, payload } = await parent.call("render", { env: 0, mode: "rgb_array" });
    expect(kind).to.equal(IMAGE_MESSAGE);
    expect([payload.readUInt32LE(0), payload.readUInt32LE(4)]).to.deep.equal([600, 400]);
    const env = await make("CartPole-v1");
    env.reset({ seed: 0 });
    expect(payload.subarray(8).equals(env.render().data)).to.equal(true);
  });

  it("names options and infos as Python does", async () => {
    const options = { continuous: false, lap_complete_percent: 0.5, observation: "none", track: null };
    await parent.call("make", { ...MAKE, id: "CarRacing-v3", count: 1, options, fullInfo: true });
    const { payload } = await parent.call("reset", {
      seeds: ["0"],
      options: { randomize: true },
      mask: null,
    });
    const [{ env, info }] = JSON.parse(payload.subarray(10).toString());
    expect(env).to.equal(0);
    expect(info).to.include.keys("yaw_rate", "wheel_omega", "tiles_under_wheels");
    // What is a count in Python is marked.
    expect(info.tile_count).to.have.keys("__int__");
    expect(info.x).to.be.a("number");
    expect(info).not.to.have.property("lap_finished");
  });

  it("ends when its input does", async () => {
    await parent.call("make", { ...MAKE, id: "CartPole-v1", count: 1 });
    expect(await parent.end()).to.equal(0);
  });
});
