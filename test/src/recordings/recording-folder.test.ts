import {
  existsSync,
  readdirSync,
  readFileSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { InputError } from "../../../src/errors.js";
import {
  deleteRecording,
  findRecordings,
  prepareFolder,
  readFrames,
  readRecording,
  sheetOf,
} from "../../../src/recordings/recording-folder.js";
import { recordDot } from "./dot-recording.js";
import { temporaryFolder } from "./temporary-folder.js";

const refusal = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => expect.fail("expected a refusal"),
    (error) => error,
  );

describe("folder of recordings", () => {
  const folder = temporaryFolder();

  it("finds recordings in the order of their names", async () => {
    const files = [await recordDot(folder(), { seed: 11 }), await recordDot(folder(), { seed: 2 })];
    expect(await findRecordings(folder())).to.deep.equal([files[1], files[0]]);
  });

  it("finds a recording by either of its files", async () => {
    const file = await recordDot(folder());
    expect(await findRecordings(sheetOf(file))).to.deep.equal([file]);
  });

  it("says that a folder is missing", async () => {
    const missing = join(folder(), "nowhere");
    expect(await refusal(findRecordings(missing)))
      .to.be.instanceOf(InputError)
      .with.property("message")
      .that.includes(missing);
  });

  it("refuses a cut frame sheet, a missing one and a foreign one", async () => {
    const file = await recordDot(folder());
    const recording = await readRecording(file);
    const other = readFileSync(sheetOf(await recordDot(folder(), { steps: 4 })));
    writeFileSync(sheetOf(file), other);
    expect((await refusal(readFrames(file, recording))).message).to.include(
      "expected 175×10 pixels for 41 frames",
    );
    truncateSync(sheetOf(file), 40);
    expect(await refusal(readFrames(file, recording))).to.be.instanceOf(InputError);
    unlinkSync(sheetOf(file));
    expect((await refusal(readFrames(file, recording))).message).to.match(
      /expected the frame sheet of .*, but it does not exist/,
    );
  });

  it("removes what an interrupted save left, but not what somebody is still writing", async () => {
    const file = await recordDot(folder());
    const [stale, fresh] = [`${file}.aann-gym-12-0.tmp`, `${sheetOf(file)}.aann-gym-34-0.tmp`];
    writeFileSync(stale, "{");
    writeFileSync(fresh, "");
    utimesSync(stale, 0, 0);
    await prepareFolder(folder());
    expect([existsSync(stale), existsSync(fresh), existsSync(file)]).to.deep.equal([false, true, true]);
  });

  it("makes a missing folder", async () => {
    const path = join(folder(), "a", "b");
    await prepareFolder(path);
    expect(await findRecordings(path)).to.deep.equal([]);
  });

  it("refuses a file in the place of the folder", async () => {
    const file = await recordDot(folder());
    const message = `${file}: expected a folder, got a file`;
    expect(await refusal(prepareFolder(file)))
      .to.be.instanceOf(InputError)
      .with.property("message", message);
  });

  it("deletes both files of a recording", async () => {
    await recordDot(folder(), { seed: 1 });
    const file = await recordDot(folder(), { seed: 2 });
    await deleteRecording(file);
    expect(readdirSync(folder())).to.deep.equal([
      "expert-steady-hand-000001.json",
      "expert-steady-hand-000001.png",
    ]);
  });
});
