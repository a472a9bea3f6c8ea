import { expect } from "chai";
import { make } from "../../../envs/index.js";
import { DisturbedDemonstrator, ExpertDemonstrator } from "../../../src/recordings/demonstrator.js";
import { recordedBefore, recordLaps } from "../../../src/recordings/record-episodes.js";
import { readRecording } from "../../../src/recordings/recording-folder.js";
import { verifyReplay } from "../../../src/recordings/verify.js";
import { temporaryFolder } from "./temporary-folder.js";

describe("recordLaps", () => {
  const folder = temporaryFolder();
  const environment = {
    id: "CarRacing-v3",
    options: { physics: "box2d-wasm", maxEpisodeSteps: 60 },
  } as const;

  it("records laps that a replay proves, with labels where there was noise", async () => {
    const env = await make(environment.id, environment.options);
    const demonstrator = new DisturbedDemonstrator(new ExpertDemonstrator(env.unwrapped, "fast"), "noise");
    const laps: number[] = [];
    const files = await recordLaps({
      ...{ env, environment, demonstrator, folder: folder(), seeds: [5, 2] },
      signal: new AbortController().signal,
      onProgress: ({ laps: done }) => laps.push(done),
    });
    expect(laps.at(-1)).to.equal(2);
    const [first, second] = await Promise.all(files.map(readRecording));
    expect([first!.seed, second!.seed]).to.deep.equal([5, 2]);
    expect(first).to.deep.include({ environment, truncated: true, driver: demonstrator.driver });
    expect(first!.labels).to.have.lengthOf(first!.actions.length);
    expect(verifyReplay(second!, env)).to.equal(undefined);
    expect(await recordedBefore(folder(), demonstrator.driver, environment)).to.have.lengthOf(2);
    expect(await recordedBefore(folder(), { kind: "expert", name: "fast" }, environment)).to.deep.equal([]);
    env.close();
  });

  it("gives a lap up when the car has come no further for as long as the demonstrator is patient", async () => {
    const env = await make(environment.id, environment.options);
    const standing = {
      driver: { kind: "policy", name: "standing" } as const,
      patience: 20,
      begin() {},
      act: () => ({ action: new Float32Array(3) }),
    };
    const [file] = await recordLaps({
      ...{ env, environment, demonstrator: standing, folder: folder(), seeds: [5] },
      signal: new AbortController().signal,
      onProgress() {},
    });
    expect(await readRecording(file!)).to.deep.include({ terminated: false, truncated: false });
    expect((await readRecording(file!)).actions).to.have.lengthOf(20);
    env.close();
  });
});
