import { expect } from "chai";
import { InputError } from "../../../src/errors.js";
import { labelsOf } from "../../../src/recordings/recording.js";
import { findRecordings, readRecording } from "../../../src/recordings/recording-folder.js";
import { trimRecording } from "../../../src/recordings/trim.js";
import { verifyRecording } from "../../../src/recordings/verify.js";
import { recordDot } from "./dot-recording.js";
import { temporaryFolder } from "./temporary-folder.js";

describe("trimRecording", () => {
  const folder = temporaryFolder();

  it("keeps the first steps in a recording of its own, which a replay proves", async () => {
    const file = await recordDot(folder());
    const trimmed = await trimRecording(file, 7);
    expect(await verifyRecording(trimmed)).to.equal(undefined);
    expect(await verifyRecording(file)).to.equal(undefined);
    const whole = await readRecording(file);
    const part = await readRecording(trimmed);
    expect(part.actions).to.deep.equal(whole.actions.slice(0, 7));
    expect(labelsOf(part)).to.deep.equal(labelsOf(whole).slice(0, 7));
    expect([part.terminated, part.truncated]).to.deep.equal([false, false]);
    expect(await findRecordings(folder())).to.have.members([file, trimmed]);
  });

  it("refuses to keep nothing or everything", async () => {
    const file = await recordDot(folder());
    for (const steps of [0, 1.5, 40]) {
      const problem = await trimRecording(file, steps).catch((error: Error) => error);
      expect(problem).to.be.instanceOf(InputError);
      expect((problem as Error).message).to.include(`expected to keep 1 to 39 of its 40 steps, got ${steps}`);
    }
  });
});
