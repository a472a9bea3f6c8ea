import { expect } from "chai";
import { motionOf } from "../../../../../envs/box2d/car-racing/expert.js";
import { make } from "../../../../../envs/index.js";
import { readRecording } from "../../../../../src/recordings/recording-folder.js";
import { verifyRecording } from "../../../../../src/recordings/verify.js";
import { temporaryFolder } from "../../../recordings/temporary-folder.js";
import { inChromium } from "../chromium.js";
import { type Hands, HumanLikeAgent } from "./human-like-agent.js";
import { driveOnPage } from "./human-like-session.js";
import { RecordPage } from "./record-page.js";
import { startRecorder } from "./recorder-session.js";

const STEPS = 20;

inChromium("a human-like session on the record page", (open) => {
  const folder = temporaryFolder();

  it("does by hand what the agent wants in view of what the page shows, and is recorded truly", async () => {
    const session = await startRecorder(folder(), 1);
    const { page } = await open(session.url);
    const recorder = new RecordPage(page);
    await recorder.says("Press Space to drive");
    await driveOnPage(recorder, 7, STEPS);
    await recorder.press("Enter");
    await recorder.says("1 episode is saved");
    await session.end();
    const [file] = session.files;
    expect(await verifyRecording(file!)).to.equal(undefined);
    const { actions } = await readRecording(file!);
    const wanted = await driveInNode(7, STEPS);
    expect(actions).to.have.length(STEPS);
    for (const [step, action] of (actions as number[][]).entries()) {
      for (const [axis, value] of action.entries()) {
        // A finger is as exact as a pixel.
        expect(value, `step ${step}`).to.be.closeTo(wanted[step][axis], 0.005);
      }
    }
  });
});

/** The same drive without a page. */
async function driveInNode(seed: number, most: number): Promise<Hands[]> {
  const env = await make("CarRacing-v3", { physics: "float32" });
  const agent = new HumanLikeAgent(seed);
  let [pixels] = env.reset({ seed });
  const done: Hands[] = [];
  for (let over = false; !over && done.length < most; ) {
    const speed = Math.round(motionOf(env.unwrapped.race.world).speed);
    const hands = agent.step({ pixels: pixels as Uint8Array, speed });
    const [steer, gas, brake] = hands;
    done.push([steer, brake > 0 ? 0 : gas, brake]);
    const [next, , terminated, truncated] = env.step(done.at(-1) as never);
    pixels = next;
    over = terminated || truncated;
  }
  env.close();
  return done;
}
