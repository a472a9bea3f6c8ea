import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, renameSync } from "node:fs";
import { basename, join } from "node:path";
import { expect } from "chai";
import { DeletedRecordings } from "../../../src/recordings/deleted.js";
import { findRecordings } from "../../../src/recordings/recording-folder.js";
import { verifyRecording } from "../../../src/recordings/verify.js";
import { recordDot } from "./dot-recording.js";
import { temporaryFolder } from "./temporary-folder.js";

describe("DeletedRecordings", () => {
  const folder = temporaryFolder();

  it("takes back what was deleted last, even after the program was killed", async () => {
    const files = [await recordDot(folder()), await recordDot(folder())];
    const names = files.map((file) => basename(file, ".json"));
    const killed = await DeletedRecordings.open(folder());
    for (const name of names) await killed.add(name);
    expect(await findRecordings(folder())).to.deep.equal([]);
    const others = await DeletedRecordings.open(folder());
    expect(others.names, "while it lives").to.deep.equal([]);
    await others.forget();
    // A process that is no more.
    const { pid } = spawnSync(process.execPath, ["--version"]);
    const place = join(folder(), ".library", "deleted");
    const [mark] = readdirSync(place);
    renameSync(join(place, mark), join(place, mark.replace(/^\d+/, String(pid))));
    const deleted = await DeletedRecordings.open(folder());
    expect(deleted.names).to.deep.equal(names);
    expect(await deleted.restore()).to.equal(names[1]);
    expect(await verifyRecording(files[1])).to.equal(undefined);
    expect(deleted.names).to.deep.equal([names[0]]);
    await deleted.forget();
    expect(await deleted.restore().catch((error: Error) => error.message)).to.match(/got none/);
    expect(await findRecordings(folder())).to.deep.equal([files[1]]);
    expect(existsSync(place)).to.equal(false);
  });

  it("keeps both where a name was deleted twice, and does not overwrite a recording", async () => {
    const deleted = await DeletedRecordings.open(folder());
    const file = await recordDot(folder());
    const name = basename(file, ".json");
    await deleted.add(name);
    await recordDot(folder());
    await deleted.add(name);
    expect(deleted.names).to.deep.equal([name, name]);
    await deleted.restore();
    const problem = await deleted.restore().catch((error: Error) => error.message);
    expect(problem).to.match(/expected a free name to take the recording back, got another recording/);
    expect(existsSync(file)).to.equal(true);
    expect(await verifyRecording(file)).to.equal(undefined);
  });
});
