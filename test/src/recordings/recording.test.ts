import { readFileSync } from "node:fs";
import { expect } from "chai";
import { InputError } from "../../../src/errors.js";
import {
  digest,
  formatRecording,
  parseRecording,
  parseUnproven,
  type Recording,
} from "../../../src/recordings/recording.js";

const recording: Recording = {
  package: "0.1.0",
  created: "2026-01-02T03:04:05.678Z",
  environment: { id: "CarRacing-v3", options: { physics: "float32", pictures: "pygame-ce" } },
  seed: 7,
  agent: { kind: "expert", name: "fast", noise: true },
  terminated: false,
  truncated: true,
  frame: { width: 96, height: 96, columns: 25 },
  hashes: ["0123456789abcdef", "00112233aabbccdd", "ffeeddccbbaa9988"],
  rewards: [3.2333333333333334, -0.1],
  actions: [
    [-0.30000000000000004, 1, 0],
    [1e-17, 0, 0.8],
  ],
  labels: [
    [0.1, 1, 0],
    [0.2, 0, 0.8],
  ],
};

/** The recording's file with one text in place of another. */
const changed = (from: string, to: string) => formatRecording(recording).replace(from, to);
const refused = (text: string, message: string) =>
  expect(() => parseRecording(text, "lap.json")).to.throw(InputError, message);

describe("recording", () => {
  it("reads what it wrote, every number to the last bit", () => {
    expect(parseRecording(formatRecording(recording), "lap.json")).to.deep.equal(recording);
  });

  it("knows that 0.1.0 drew CarRacing as pygame does, and said nothing of it", () => {
    const text = readFileSync("recordings/human-like/policy-human-like-000009.json", "utf8");
    expect(JSON.parse(text)).to.deep.include({
      version: 1,
      environment: { id: "CarRacing-v3", options: { physics: "float32" } },
    });
    expect(parseRecording(text, "lap.json").environment).to.deep.equal({
      id: "CarRacing-v3",
      options: { physics: "float32", pictures: "pygame" },
    });
    const other = formatRecording({ ...recording, environment: { id: "Dot-v0", options: {} } });
    expect(parseRecording(other, "dot.json").environment.options).to.deep.equal({});
  });

  it("holds seeds of 64 bits as their digits", () => {
    for (const seed of ["9007199254740992", "18446744073709551615"]) {
      const large = { ...recording, seed };
      expect(parseRecording(formatRecording(large), "lap.json")).to.deep.equal(large);
    }
    const text = formatRecording(recording);
    for (const seed of [
      '"7"',
      '"18446744073709551616"',
      '"09007199254740992"',
      "-1",
      "0.5",
      "9007199254740992",
    ]) {
      const other = text.replace('"seed": 7', `"seed": ${seed}`);
      refused(other, "lap.json: seed: expected an integer from 0 on, or the digits of one of 64 bits");
    }
  });

  it("takes discrete actions, and episodes without labels", () => {
    const { labels: _, ...rest } = recording;
    const discrete = { ...rest, actions: [0, 4] };
    expect(parseRecording(formatRecording(discrete), "lap.json")).to.deep.equal(discrete);
  });

  it("says what the numbers sum up to, for people and other programs", () => {
    const { steps, return: sum, format, version } = JSON.parse(formatRecording(recording));
    expect({ steps, sum, format, version }).to.deep.equal({
      ...{ steps: 2, sum: 3.2333333333333334 - 0.1 },
      ...{ format: "aann-gym/recording", version: 2 },
    });
  });

  it("has a checksum over all of it, as canonical JSON", () => {
    for (const change of [
      { agent: { kind: "person", name: "" } },
      { created: "2027-01-02T03:04:05.678Z" },
      { labels: undefined },
      { environment: { id: "CarRacing-v3", options: {} } },
    ] as Partial<Recording>[]) {
      expect(digest({ ...recording, ...change })).to.not.equal(digest(recording));
    }
    const { labels, ...rest } = recording;
    expect(digest({ labels, ...rest } as Recording)).to.equal(digest(recording));
  });

  it("reads version 1, whose checksum is over the numbers as little-endian float64", () => {
    // Independent: python3 -c 'import hashlib, struct; print(hashlib.sha256(struct.pack("<4d", 7, 1, -2,
    // 0.5)).hexdigest())'
    const sha256 = "1095f3eaa6dcea56358cfacd288fb299f5b9cc72637eceeff527bd39d7608c62";
    const { agent, labels: _, ...rest } = recording;
    const numbers = { actions: [1, -2], rewards: [0.25, 0.25] };
    const old = {
      ...{ format: "aann-gym/recording", version: 1, ...rest, driver: agent, ...numbers },
      ...{ steps: 2, return: 0.5, sha256 },
    };
    const read = parseUnproven(JSON.stringify(old), "lap.json");
    expect(read.agent).to.deep.equal(agent);
    expect(read.actions).to.deep.equal([1, -2]);
    const one = { ...old, actions: [1], rewards: [-2], steps: 1, return: -2, hashes: rest.hashes.slice(1) };
    refused(JSON.stringify(one), "SHA-256 differs");
  });

  it("refuses a file that is cut at any place", () => {
    const text = formatRecording(recording);
    for (let length = 0; length < text.trimEnd().length; length++) {
      expect(() => parseRecording(text.slice(0, length), "lap.json"), `${length}`).to.throw(
        InputError,
        /^lap\.json: /,
      );
    }
  });

  it("refuses what was changed, by the checksum", () => {
    refused(changed("[-0.30000000000000004,1,0]", "[-0.30000000000000001,1,0]"), "SHA-256 differs");
    refused(changed('"seed": 7', '"seed": 8'), "SHA-256 differs");
    refused(changed("[0.2,0,0.8]", "[-0.2,0,0.8]"), "SHA-256 differs");
    refused(changed('"name":"fast"', '"name":"slow"'), "SHA-256 differs");
  });

  it("reads changed numbers where a replay shall judge them", () => {
    const text = changed("[0.2,0,0.8]", "[-0.2,0,0.8]");
    expect(parseUnproven(text, "lap.json").labels![1]).to.deep.equal([-0.2, 0, 0.8]);
  });

  it("refuses what does not fit together, and says what", () => {
    refused(changed('"version": 2', '"version": 3'), "lap.json: version: ");
    refused(changed('"seed": 7', '"seed": -7'), "lap.json: seed: ");

    refused(changed('"steps": 2', '"steps": 3'), "lap.json: expected 3 actions for 3 steps, got 2");
    refused(changed('"ffeeddccbbaa9988"', '"ffee"'), "lap.json: hashes.2: expected 16 hexadecimal digits");
    refused(changed(',"ffeeddccbbaa9988"', ""), "lap.json: expected 3 hashes for 2 steps, got 2");
    refused(changed(",-0.1]", ",-0.2]"), "lap.json: expected the return to be the rewards' sum");
    refused(changed('"kind":"expert"', '"kind":"ghost"'), "lap.json: agent.kind: ");
    refused(changed('"truncated"', '"truncate"'), "lap.json: truncated: ");
    refused("[]", "lap.json: recording: expected object, got array");
  });
});
