import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { makeFolder } from "../../envs/video/make-folder.js";
import { prepareWritableFolder } from "../../src/writable-folder.js";
import { start } from "./cli/program.js";
import { temporaryFolder } from "./recordings/temporary-folder.js";

describe("A folder to write into", () => {
  const folder = temporaryFolder();

  it("is made with its parents, also by several at once", async () => {
    const path = join(folder(), "a", "b", "c");
    await Promise.all([1, 2, 3].map(() => prepareWritableFolder(path)));
    expect(statSync(path).isDirectory()).to.equal(true);
  });

  it("is refused where a file has the name, its own or a parent's", async () => {
    mkdirSync(join(folder(), "d"));
    writeFileSync(join(folder(), "d", "file"), "");
    for (const name of ["d/file", "d/file/under"]) {
      const error = await prepareWritableFolder(join(folder(), name)).catch((reason: Error) => reason);
      expect(error)
        .to.have.property("message")
        .that.matches(/expected a folder, got a file/);
    }
  });

  it("is made by this alone in the whole project: Node's own mkdir with parents tries for ever in /proc", () => {
    const root = join(import.meta.dirname, "../../..");
    const others = ["envs", "src", "demos", "experiments"].flatMap((part) =>
      readdirSync(join(root, part), { recursive: true, encoding: "utf8" })
        .map((name) => join(part, name))
        .filter((name) => name.endsWith(".ts"))
        .filter((name) => /mkdir(Sync)?\([^;]*recursive/.test(readFileSync(join(root, name), "utf8"))),
    );
    expect(others).to.deep.equal([]);
  });

  it("is refused at once where the system makes none", async function () {
    if (process.platform !== "linux") return;
    this.timeout(20_000);
    const { child, ended } = start("record", "--expert", "--episodes", "1", "--out", "/proc/aann-gym/laps");
    const timer = setTimeout(() => child.kill("SIGKILL"), 15_000);
    const { code, stderr } = await ended;
    clearTimeout(timer);
    expect({ code, lines: stderr.split("\n").length }, stderr).to.deep.equal({ code: 2, lines: 2 });
    expect(() => makeFolder("/proc/aann-gym/films")).to.throw(/ENOENT/);
  });
});
