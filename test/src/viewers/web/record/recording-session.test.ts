import { appendFile, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { make } from "../../../../../envs/index.js";
import { observationHash } from "../../../../../src/recordings/recording.js";
import { readRecording } from "../../../../../src/recordings/recording-folder.js";
import { verifyRecording } from "../../../../../src/recordings/verify.js";
import type { DrivenStep } from "../../../../../src/viewers/web/protocol.js";
import { findJournals, Journal } from "../../../../../src/viewers/web/record/journal.js";
import { RecordingSession } from "../../../../../src/viewers/web/record/recording-session.js";
import { temporaryFolder } from "../../../recordings/temporary-folder.js";

const environment = { id: "CarRacing-v3", options: { physics: "float32" } } as const;
const agent = { kind: "policy", name: "net corrected by a person" } as const;

/** Drives as a page would. */
async function driven(seed: number, count: number): Promise<DrivenStep[]> {
  const env = await make(environment.id, environment.options);
  env.reset({ seed });
  const steps = Array.from({ length: count }, (_, i): DrivenStep => {
    const action = [i % 2 === 0 ? 0.25 : -0.5, 0.5, 0] as const;
    const [observation, reward] = env.step(action);
    const corrected = i >= 3 && { corrected: true as const };
    return { action, reward, frame: observationHash(observation), label: action, ...corrected };
  });
  env.close();
  return steps;
}

describe("a session of driven episodes", () => {
  const folder = temporaryFolder();
  let env: Awaited<ReturnType<typeof race>>;
  const race = () => make(environment.id, environment.options);
  const open = () =>
    RecordingSession.open({ env: env as never, environment, agent, folder: folder(), wanted: 2, seed: 3 });

  before(async () => {
    env = await race();
  });
  after(() => env.close());

  it("goes on after a sudden end, even in the middle of a line, and takes steps that come twice once", async () => {
    const steps = await driven(3, 5);
    const first = await open();
    const { id } = first.state();
    await first.drive(id, 0, steps.slice(0, 3));
    const [file] = await findJournals(folder());
    await appendFile(file!, '{"steps":[{"action":[0.1');

    const second = await open();
    expect(second.state(true)).to.deep.include({ id, seed: 3, held: 3, driven: steps.slice(0, 3) });
    await second.drive(id, 1, steps.slice(1));
    await second.drive(id, 9, steps);
    await second.drive("another", 5, steps);
    expect((await Journal.read(file!)).steps).to.deep.equal(steps);
    await second.save();
    expect(second.state()).to.deep.include({ seed: 4, held: 0, finished: false });
    const recording = join(folder(), "policy-net-corrected-by-a-person-000003.json");
    expect(await verifyRecording(recording)).to.equal(undefined);
    const { labels, corrected } = await readRecording(recording);
    expect(labels).to.deep.equal(steps.map(({ label }) => label));
    expect(corrected).to.deep.equal([3, 4]);
    expect(await findJournals(folder())).to.deep.equal([]);
  });

  it("refuses an episode that does not drive as the page says, and keeps its journal", async () => {
    const steps = await driven(3, 4);
    const session = await open();
    await session.drive(session.state().id, 0, [...steps.slice(0, 3), { ...steps[3], reward: 7 }]);
    await session.save();
    expect(session.state().trouble).to.match(/step 4: expected the page's reward 7, got /);
    expect(session.state().saved).to.deep.equal([]);
    expect(await findJournals(folder())).to.have.length(1);
  });

  it("saves in the next session what was to be saved when this one ended", async () => {
    const journal = Journal.start(folder(), { environment, seed: 5, agent });
    await journal.add(await driven(5, 2));
    await journal.markWanted();
    const session = await open();
    expect(session.state().saved.map(({ seed, steps }) => [seed, steps])).to.deep.equal([[5, 2]]);
    expect(session.state().seed).to.equal(6);
    expect((await readdir(folder())).sort()).to.have.length(2);
  });

  it("tells what is wrong with the disk, loses nothing, and goes on when it is put right", async () => {
    const steps = await driven(3, 3);
    const session = await open();
    const { id } = session.state();
    for (const [held, step] of steps.entries()) {
      await rm(folder(), { recursive: true });
      await session.drive(id, held, [step]);
      expect(session.state()).to.include({ held }).and.have.property("trouble");
      await mkdir(folder());
      await session.drive(id, held, [step]);
      expect(session.state())
        .to.include({ held: held + 1 })
        .and.not.have.property("trouble");
      const [file] = await findJournals(folder());
      expect((await Journal.read(file!)).steps).to.deep.equal(steps.slice(0, held + 1));
    }
  });

  it("brings back the episode that was dropped last", async () => {
    const steps = await driven(3, 2);
    const session = await open();
    await session.drive(session.state().id, 0, steps);
    await session.drop("next");
    expect(session.state()).to.include({ seed: 4, held: 0, canUndo: true });
    await session.undo();
    expect(session.state(true)).to.deep.include({ seed: 3, driven: steps, canUndo: false });
  });
});
