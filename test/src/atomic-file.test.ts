import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { removeStale, writeFileAtomic, writeFolderAtomic } from "../../src/atomic-file.js";
import { temporaryFolder } from "./recordings/temporary-folder.js";

describe("writeFileAtomic", () => {
  const folder = temporaryFolder();

  it("writes text and bytes, and replaces what was there", async () => {
    const file = join(folder(), "a.txt");
    await writeFileAtomic(file, "first, and longer");
    await writeFileAtomic(file, "zweite Fassung: ü");
    expect(readFileSync(file, "utf8")).to.equal("zweite Fassung: ü");
    await writeFileAtomic(file, Uint8Array.of(1, 2, 3));
    expect([...readFileSync(file)]).to.deep.equal([1, 2, 3]);
    expect(readdirSync(folder())).to.deep.equal(["a.txt"]);
  });

  it("writes one of several versions whole when they come at once", async () => {
    const file = join(folder(), "a.txt");
    const versions = Array.from({ length: 8 }, (_, i) => String(i).repeat(100_000));
    await Promise.all(versions.map((version) => writeFileAtomic(file, version)));
    expect(versions).to.include(readFileSync(file, "utf8"));
    expect(readdirSync(folder())).to.deep.equal(["a.txt"]);
  });

  it("leaves permissions as they are, and symbolic links where they lead", async function () {
    if (process.platform === "win32") this.skip();
    const [file, link, dangling] = ["a.txt", "link", "dangling"].map((name) => join(folder(), name));
    writeFileSync(file, "x", { mode: 0o600 });
    symlinkSync("a.txt", link);
    symlinkSync("b.txt", dangling);
    await writeFileAtomic(link, "through the link");
    await writeFileAtomic(dangling, "made through the link");
    expect(readFileSync(file, "utf8")).to.equal("through the link");
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect([link, dangling].map((path) => readlinkSync(path))).to.deep.equal(["a.txt", "b.txt"]);
    expect(readFileSync(join(folder(), "b.txt"), "utf8")).to.equal("made through the link");
  });

  it("replaces nothing but files", async function () {
    if (process.platform === "win32") this.skip();
    const [pipe, circle] = ["pipe", "circle"].map((name) => join(folder(), name));
    spawnSync("mkfifo", [pipe]);
    symlinkSync("circle", circle);
    const message = (path: string) => writeFileAtomic(path, "x").catch((error) => error.message);
    expect(await message(pipe)).to.equal(`${pipe}: expected a file to write, got a pipe`);
    expect(await message("/dev/null")).to.equal("/dev/null: expected a file to write, got a device");
    expect(await message(folder())).to.equal(`${folder()}: expected a file to write, got a folder`);
    expect(await message(circle)).to.equal(
      `${circle}: expected a file to write, got links that lead in circles`,
    );
    expect(statSync(pipe).isFIFO() && statSync("/dev/null").isCharacterDevice()).to.equal(true);
  });

  it("names the file when it cannot be written", async () => {
    const file = join(folder(), "missing", "a.txt");
    expect(await writeFileAtomic(file, "x").catch((error) => error)).to.include({
      code: "ENOENT",
      path: file,
    });
  });

  it("leaves the file as it was when there is no room for all of the new one", function () {
    if (process.platform === "win32") this.skip();
    const file = join(folder(), "a.txt");
    writeFileSync(file, "as it was");
    const module = new URL("../../src/atomic-file.js", import.meta.url).href;
    // A limit on the size of files acts as a full disk does: the first write is short, the next one fails.
    const script = `
      process.on("SIGXFSZ", () => {});
      const { writeFileAtomic } = await import(${JSON.stringify(module)});
      const error = await writeFileAtomic(${JSON.stringify(file)}, "x".repeat(100_000)).catch((thrown) => thrown);
      console.log(error?.code);
    `;
    const node = [process.execPath, "--input-type=module", "--eval", script];
    const { stdout, stderr } = spawnSync("sh", ["-c", 'ulimit -f 8; exec "$@"', "sh", ...node], {
      encoding: "utf8",
    });
    expect(stdout.trim(), stderr).to.equal("EFBIG");
    expect(readFileSync(file, "utf8")).to.equal("as it was");
    expect(readdirSync(folder())).to.deep.equal(["a.txt"]);
  });
});

describe("writeFolderAtomic", () => {
  const folder = temporaryFolder();
  const set = () => join(folder(), "set");
  const fill = (text: string) => async (temporary: string) => {
    writeFileSync(join(temporary, "a.txt"), text);
    return text.length;
  };

  it("writes a folder, and replaces what was there with all that was in it", async () => {
    expect(await writeFolderAtomic(set(), fill("first"))).to.equal(5);
    writeFileSync(join(set(), "b.txt"), "of the first");
    await writeFolderAtomic(set(), fill("second"));
    expect(readFileSync(join(set(), "a.txt"), "utf8")).to.equal("second");
    expect(readdirSync(set())).to.deep.equal(["a.txt"]);
    expect(readdirSync(folder())).to.deep.equal(["set"]);
  });

  it("leaves the folder as it was when it cannot be filled, and names it where it was to be", async () => {
    await writeFolderAtomic(set(), fill("first"));
    const failed = await writeFolderAtomic(set(), async (temporary) => {
      await fill("half")(temporary);
      await writeFileAtomic(join(temporary, "missing", "b.txt"), "x");
    }).catch((error) => error);
    expect(failed).to.include({ code: "ENOENT", path: join(set(), "missing", "b.txt") });
    expect(readFileSync(join(set(), "a.txt"), "utf8")).to.equal("first");
    expect(readdirSync(folder())).to.deep.equal(["set"]);
  });
});

describe("removeStale", () => {
  const folder = temporaryFolder();

  it("removes the folders that crashes have left too, and nothing of today", async () => {
    const [old, young] = [join(folder(), "set.aann-gym-1-0.tmp"), join(folder(), "set.aann-gym-2-0.tmp")];
    for (const each of [old, young]) mkdirSync(join(each, "data"), { recursive: true });
    utimesSync(old, 0, 0);
    await removeStale(folder(), "set.");
    expect(readdirSync(folder())).to.deep.equal(["set.aann-gym-2-0.tmp"]);
  });
});
