import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
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

  it("leaves nothing of its earlier attempts that a crash ended, but all of others", async () => {
    const names = [
      "best.json.12-0.tmp",
      "best.json.search.12-1.tmp",
      "other.json.12-2.tmp",
      "best.json.13-0.tmp",
    ];
    const old = new Date(Date.now() - 3_600_000);
    for (const name of names) await writeFile(join(folder, name), "");
    for (const name of names.slice(0, 3)) await utimes(join(folder, name), old, old);
    await prepareOutputFile(join(folder, "best.json"));
    const left = (await readdir(folder)).filter((name) => name.endsWith(".tmp"));
    expect(left.sort()).to.deep.equal(["best.json.13-0.tmp", "other.json.12-2.tmp"]);
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
