import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { prepareOutputFile } from "../../../src/cli/output-file.js";
import { InputError } from "../../../src/errors.js";

describe("a file to write", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "aann-gym-out-"));
    await writeFile(join(folder, "file"), "");
  });
  after(() => rm(folder, { recursive: true }));

  const refusal = (path: string) =>
    prepareOutputFile(path).then(
      () => expect.fail("expected a refusal"),
      (error) => error,
    );

  it("gets the folders that are missing, and is not made itself", async () => {
    await prepareOutputFile(join(folder, "new", "deep", "best.json"));
    await prepareOutputFile(join(folder, "file"));
    expect((await readdir(folder, { recursive: true })).sort()).to.deep.equal(["file", "new", "new/deep"]);
  });

  it("is no folder, and lies in none that is a file", async () => {
    for (const [path, message] of [
      [folder, `${folder}: expected a file to write, got a folder`],
      [join(folder, "file", "best.json"), `${join(folder, "file")}: expected a folder, got a file`],
      [
        join(folder, "file", "deep", "best.json"),
        `${join(folder, "file", "deep")}: expected a folder, got a file: ${join(folder, "file")}`,
      ],
    ] as const) {
      const error = await refusal(path);
      expect(error).to.be.instanceOf(InputError);
      expect(error.message).to.equal(message);
    }
  });
});
