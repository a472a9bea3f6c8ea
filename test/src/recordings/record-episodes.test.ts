import { expect } from "chai";
import { adapter } from "../../../src/adapters/car-racing/adapter.js";
import { openEnv } from "../../../src/adapters/environments.js";
import { recordEpisodes, recordedBefore } from "../../../src/recordings/record-episodes.js";
import { readRecording } from "../../../src/recordings/recording-folder.js";
import { verifyReplay } from "../../../src/recordings/verify.js";
import { temporaryFolder } from "./temporary-folder.js";

describe("recordEpisodes", () => {
  const folder = temporaryFolder();
  const reference = {
    id: "CarRacing-v3",
    options: { physics: "box2d-wasm", maxEpisodeSteps: 60 },
  };

  it("records episodes that a replay proves, with labels where there was noise", async () => {
    const env = await openEnv(reference);
    const agent = { kind: "expert", name: "fast", noise: true } as const;
    const episodes: number[] = [];
    const files = await recordEpisodes({
      ...{ env, reference, policy: adapter.experts!.fast!(env)!, agent, folder: folder(), seeds: [5, 2] },
      noise: adapter.noise!.noise!.create(),
      onProgress: ({ episodes: done }) => episodes.push(done),
    });
    expect(episodes.at(-1)).to.equal(2);
    const [first, second] = await Promise.all(files.map(readRecording));
    expect([first!.seed, second!.seed]).to.deep.equal([5, 2]);
    expect(first).to.deep.include({ environment: reference, truncated: true, agent });
    expect(first!.labels).to.have.lengthOf(first!.actions.length);
    expect(verifyReplay(second!, env)).to.equal(undefined);
    expect(await recordedBefore(folder(), agent, reference)).to.have.lengthOf(2);
    expect(await recordedBefore(folder(), { kind: "expert", name: "fast" }, reference)).to.deep.equal([]);
    env.close();
  });

  it("gives an episode up at the stall limit", async () => {
    const env = await openEnv(reference);
    const [file] = await recordEpisodes({
      ...{ env, reference, policy: { predict: () => new Float32Array(3) } },
      agent: { kind: "policy", name: "standing" },
      ...{ folder: folder(), seeds: [5], stall: { watch: adapter.stallWatch!, limit: 20 } },
    });
    expect(await readRecording(file!)).to.deep.include({ terminated: false, truncated: false });
    expect((await readRecording(file!)).actions).to.have.lengthOf(20);
    env.close();
  });
});
