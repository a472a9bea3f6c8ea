import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { expect } from "chai";
import { weightCount } from "../../src/networks/architecture.js";
import { formatPolicy, type PolicyFile, parsePolicy } from "../../src/networks/policy-file.js";
import { packPolicy } from "../../src/networks/policy-link.js";
import { countZeros } from "../../src/networks/sparsity.js";
import { formatRecording, parseRecording } from "../../src/recordings/recording.js";
import { FamilyBuilder } from "../../src/sense/families/family.js";
import { formatFamily } from "../../src/sense/families/family-file.js";
import { SearchFile } from "../../src/sense/search-file.js";
import { encodeCheckpoint } from "../../src/training/checkpoint.js";
import { type DenseNetwork, readDense, writeDense } from "../../src/training/dense-file.js";
import { blocksOf } from "../examples.js";
import { networkOf, policyOf } from "../src/sense/families/networks.js";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

const root = join(import.meta.dirname, "../../..");
const read = (...path: string[]) => readFileSync(join(root, ...path), "utf8");
const page = read("docs", "formats.md");

/** The fields that a section of the page names, and whether each may be missing. */
function named(section: string): Map<string, { optional: boolean }> {
  const text = page.split(/^## /m).find((part) => part.startsWith(`${section}\n`))!;
  const fields = [...text.matchAll(/^\| (\(?`.*?) \| /gm)].flatMap(([, cell]) => cell!.split(", "));
  return new Map(fields.map((field) => [field.replace(/[()`]/g, ""), { optional: field.startsWith("(") }]));
}

/** The fields of a file, and of those objects in it whose fields the page names. */
function fieldsOf(value: Json, known: readonly string[], path = ""): string[] {
  const described = known.some(
    (field) => field.startsWith(path === "" ? "" : `${path}.`) || field.startsWith(`${path}[]`),
  );
  if (value === null || typeof value !== "object" || !described) return [];
  if (Array.isArray(value)) return value.flatMap((element) => fieldsOf(element, known, `${path}[]`));
  return Object.entries(value).flatMap(([key, inner]) => {
    const field = path === "" ? key : `${path}.${key}`;
    return [field, ...fieldsOf(inner, known, field)];
  });
}

/** Every field of the files is on the page, and every field of the page is in one of them, or in all if it must be. */
function compare(section: string, files: readonly Json[], free: RegExp = /^$/): void {
  const fields = named(section);
  const found = files.map((file) => new Set(fieldsOf(file, [...fields.keys()])));
  const all = new Set(found.flatMap((each) => [...each]).filter((field) => !free.test(field)));
  expect([...all].sort()).to.deep.equal([...fields.keys()].sort());
  for (const [field, { optional }] of fields) {
    if (!optional) for (const each of found) expect([...each]).to.include(field);
  }
}

describe("docs/formats.md", () => {
  it("names the fields of policies", () => {
    const drivers = ["learner", "small-driver"].map((name) =>
      parsePolicy(read("demos", `${name}.json`), name),
    );
    const { task: _, ...acting } = drivers[0];
    const own: PolicyFile = {
      ...acting,
      env: { id: "CartPole-v1", options: {}, module: "./cart-pole.js" },
      observation: { kind: "vector", low: [-1, -2], high: [1, 2], bias: true },
    };
    const files = [...drivers, own].map((policy) => JSON.parse(formatPolicy(policy)));
    // What encoders and decoders consist of follows from their kinds.
    compare("Policy", files, /^(action\.(?!kind|outputDivisor)|observation\.(?!kind))/);
  });

  it("names the fields of dense weights", async () => {
    const folder = mkdtempSync(join(tmpdir(), "aann-gym-formats-"));
    try {
      const { network } = parsePolicy(read("demos", "driver.json"), "driver.json");
      const { architecture } = network;
      const weights = network.weights.map((each) => Float32Array.from(each));
      const env = { id: "CartPole-v1", options: {} };
      const networks: DenseNetwork[] = [
        { task: "mnist", architecture, weights },
        { env, decoder: "aim", architecture, weights },
      ];
      const files: Json[] = [];
      for (const [index, dense] of networks.entries()) {
        const file = join(folder, `${index}.json`);
        await writeDense(file, dense);
        expect(await readDense(file)).to.deep.equal(dense);
        files.push(JSON.parse(readFileSync(file, "utf8")));
      }
      compare("Dense weights", files);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("has a reader of policies that is right", () => {
    const folder = mkdtempSync(join(tmpdir(), "aann-gym-formats-"));
    try {
      writeFileSync(join(folder, "read.mjs"), blocksOf("docs/formats.md", "js")[0]);
      const words = [join(folder, "read.mjs"), join(root, "demos", "driver.json")];
      const { network } = parsePolicy(read("demos", "driver.json"), "driver.json");
      const zeros = countZeros(network);
      const lines = network.architecture.layers.map(
        (layer, at) => `${layer.name} ${weightCount(layer)} ${zeros[at]}\n`,
      );
      expect(execFileSync(process.execPath, words, { encoding: "utf8" })).to.equal(lines.join(""));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("names the fields of families", () => {
    const builder = new FamilyBuilder(policyOf(networkOf(0)), {
      scoreName: "accuracy",
      tolerance: 1,
      most: 3,
    });
    builder.offer([], 0.9);
    compare("Family", [JSON.parse(formatFamily(builder.family()))]);
  });

  it("names the fields of recordings", () => {
    const shipped = readdirSync(join(root, "recordings")).filter((name) => name.endsWith(".json"));
    const [episode, ...others] = shipped.map((name) => parseRecording(read("recordings", name), name));
    const agent = { ...episode!.agent, recovery: true } as const;
    const { frame: _, labels: __, ...vectors } = episode!;
    const texts = [episode!, ...others, { ...episode!, agent, corrected: [0] }, vectors].map(formatRecording);
    compare(
      "Recording",
      texts.map((text) => JSON.parse(text)),
    );
  });

  it("names the fields of checkpoints, of training and of searches", async () => {
    const parameters = [Float32Array.of(1, 2)];
    const checkpoint = {
      ...{ stage: 3, epoch: 1, updates: 9, fingerprint: "", zeros: [1], history: [] },
      ...{ parameters, means: parameters, squares: parameters },
    };
    const headers = [
      checkpoint,
      { ...checkpoint, best: { epoch: 1, validation: { loss: 1 }, parameters } },
    ].map((each) => {
      const [line] = Buffer.from(encodeCheckpoint(each)).toString("latin1").split("\n", 1);
      return JSON.parse(line!);
    });
    compare("Training checkpoint", headers);

    const folder = mkdtempSync(join(tmpdir(), "aann-gym-formats-"));
    try {
      const file = join(folder, "best.json.search");
      const state = {
        network: networkOf(0),
        iterations: 1,
        evaluations: 2,
        accepted: 1,
        weightChanges: parameters,
      };
      const policy = policyOf(networkOf(0));
      await new SearchFile(file, "").write(
        { trials: [], state: { ...state, best: { rank: [0], scores: {} } }, curve: [] },
        policy,
      );
      compare("Search checkpoint", [JSON.parse(readFileSync(file, "utf8"))]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("says what a link begins with", async () => {
    const policy = parsePolicy(read("demos", "driver.json"), "driver.json");
    const bytes = Buffer.from(await packPolicy(policy), "base64url");
    expect(bytes[0]).to.equal(1);
    const { weights: _, ...head } = JSON.parse(formatPolicy(policy));
    expect(JSON.parse(inflateRawSync(bytes.subarray(3, 3 + bytes.readUInt16LE(1))).toString())).to.deep.equal(
      head,
    );
  });
});
