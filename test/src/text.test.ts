import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { formatRecording, parseRecording } from "../../src/recordings/recording.js";
import { printable, printableLine } from "../../src/text.js";
import { run } from "./cli/program.js";
import { recordDot } from "./recordings/dot-recording.js";
import { temporaryFolder } from "./recordings/temporary-folder.js";

describe("what goes to a terminal", () => {
  const folder = temporaryFolder();

  it("keeps letters of all kinds and shows what would act", () => {
    expect(printable("Zoë – 車 █ 😀\nnext")).to.equal("Zoë – 車 █ 😀\nnext");
    expect(printable("\x1b[2J\x07\x9b31m\r\t")).to.equal("\\x1b[2J\\x07\\x9b31m\\x0d\\x09");
    expect(printable("a\u202egnp.exe")).to.equal("a\\u202egnp.exe");
    expect(printableLine("a\nb")).to.equal("a\\nb");
  });

  it("is harmless whoever wrote the file: names, ids and files' names", async () => {
    const file = await recordDot(folder());
    const recording = parseRecording(readFileSync(file, "utf8"), file);
    const agent = { kind: "person", name: "\x1b[2JEve\nsecond line\u202e" } as const;
    writeFileSync(file, formatRecording({ ...recording, agent }));
    const other = join(folder(), "\x1b[5mb.json");
    writeFileSync(other, formatRecording({ ...recording, environment: { id: "\x1b[31mRed", options: {} } }));
    for (const words of [
      ["list", folder()],
      ["verify", folder()],
      ["show", file],
      ["show", folder()],
      ["show", other],
    ]) {
      const { stdout, stderr } = await run("recordings", ...words);
      const all = stdout + stderr;
      expect(all).to.match(/\\x1b/);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about.
      expect(all).to.not.match(/[\x00-\x09\x0b-\x1f\u202e]/);
      expect(all).to.not.match(/^second line/m);
    }
  });
});
