import { spawnSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { InputError } from "../../../src/errors.js";
import { aloneIn } from "../../../src/recordings/folder-lock.js";
import { temporaryFolder } from "./temporary-folder.js";

describe("a folder that one session records into", () => {
  const folder = temporaryFolder();
  const refusal = () => aloneIn(folder(), async () => "done").catch((error) => error);

  it("refuses a second session, and is free again when the first has ended, in whichever way", async () => {
    await aloneIn(folder(), async () => {
      const error = await refusal();
      expect(error).to.be.instanceOf(InputError);
      expect(error.message).to.match(/nobody else records into, but process \d+ does/);
    });
    const failed = await aloneIn(folder(), () => Promise.reject(new Error("a bug"))).catch((error) => error);
    expect(failed.message).to.equal("a bug");
    expect(await aloneIn(folder(), async () => "done")).to.equal("done");
    expect(readdirSync(folder())).to.deep.equal([]);
  });

  it("refuses one beside another process that lives", async () => {
    const lock = `.recording-${process.ppid}.lock`;
    writeFileSync(join(folder(), lock), "");
    expect((await refusal()).message).to.include(`process ${process.ppid} does`);
    expect(readdirSync(folder())).to.deep.equal([lock]);
  });

  it("is not kept by a process that is no more", async () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    writeFileSync(join(folder(), `.recording-${pid}.lock`), "");
    await aloneIn(folder(), async () => {
      expect(readdirSync(folder())).to.deep.equal([`.recording-${process.pid}.lock`]);
    });
  });
});
