import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { understand } from "../../src/cli/main.js";
import {
  agrees,
  Clone,
  codeOf,
  PAGES,
  quotedCommands,
  rewrite,
  type Transcript,
  transcriptsOf,
} from "./transcripts.js";

/** With `UPDATE_DOCS=1` pages are written anew with what their commands print now. */
const updates = process.env.UPDATE_DOCS === "1";

describe("the commands of the documentation", function () {
  this.timeout(300_000);

  for (const page of PAGES) {
    const transcripts = transcriptsOf(page);
    if (transcripts.length === 0) continue;
    it(`print what ${page} shows`, async () => {
      const folder = mkdtempSync(join(tmpdir(), "aann-gym-docs-"));
      const news = new Map<Transcript, string>();
      try {
        const clone = new Clone(folder);
        for (const transcript of transcripts) {
          const { printed, code } = await clone.run(transcript);
          const { command, shown } = transcript;
          if (updates) {
            if (!shown.includes("…") || !agrees(shown, printed)) news.set(transcript, printed);
            continue;
          }
          expect(code, `${command}\n${printed}`).to.equal(codeOf(shown));
          if (!agrees(shown, printed)) expect(printed, command).to.equal(shown);
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
      if (updates) rewrite(page, news);
    });
  }

  for (const page of PAGES) {
    const commands = quotedCommands(page);
    if (commands.length === 0) continue;
    it(`are ones that there are, where ${page} only names them`, async () => {
      const { scripts } = JSON.parse(readFileSync("package.json", "utf8"));
      for (const command of commands) {
        const words = Array.from(
          command.matchAll(/'([^']*)'|"([^"]*)"|\S+/g),
          ([word, single, double]) => single ?? double ?? word,
        );
        if (words[0] === "npm") expect(scripts, command).to.have.property(words[2]);
        else await understood(words.slice(words.indexOf("aann-gym") + 1), command);
      }
    });
  }
});

async function understood(words: string[], command: string): Promise<void> {
  try {
    expect(await understand(words), command).to.have.property("run");
  } catch (error) {
    throw new Error(`${command}: ${(error as Error).message}`, { cause: error });
  }
}

describe("a transcript", () => {
  it("agrees with what was printed but for figures, bars, addresses and the widths of columns", () => {
    expect(agrees("mean  931.9 ███\n", "mean 1,028 ██▌ \n")).to.equal(true);
    expect(agrees("Open http://127.0.0.1:1/…/watch\n", "Open http://127.0.0.1:8732/abc/watch\n")).to.equal(
      true,
    );
    expect(agrees("mean 931.9\n", "lowest 931.9\n")).to.equal(false);
    expect(agrees("mean 931.9\n", "mean 931.9\nmore\n")).to.equal(false);
    expect(agrees("mean 931.9\n", "")).to.equal(false);
  });

  it("may leave out lines, and ends of lines", () => {
    expect(agrees("first\n…\nlast\n", "first\na\nb\nlast\n")).to.equal(true);
    expect(agrees("a link: …\n", "a link: x#y\n")).to.equal(true);
    expect(agrees("first\n…\nlast\n", "a\nlast\n")).to.equal(false);
  });

  it("says how the command ended", () => {
    expect(codeOf("a result\n")).to.equal(0);
    expect(codeOf("aann-gym: option --task: expected mnist\n")).to.equal(2);
    expect(codeOf("Open it\n^C\nStopping\n")).to.equal(130);
  });
});
