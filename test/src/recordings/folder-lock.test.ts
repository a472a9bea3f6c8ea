import { readdirSync } from "node:fs";
import { expect } from "chai";
import { InputError } from "../../../src/errors.js";
import { aloneIn } from "../../../src/recordings/folder-lock.js";
import { temporaryFolder } from "./temporary-folder.js";

describe("a folder that one session records into", () => {
  const folder = temporaryFolder();

  it("refuses a second session, and is free again when the first has ended", async () => {
    await aloneIn(folder(), async () => {
      const error = await aloneIn(folder(), async () => "done").catch((error) => error);
      expect(error).to.be.instanceOf(InputError);
      expect(error.message).to.match(
        /nobody else records into, but process \d+ does, as \.recording\.\S+\.lock/,
      );
    });
    expect(await aloneIn(folder(), async () => "done")).to.equal("done");
    expect(readdirSync(folder())).to.deep.equal([]);
  });
});
