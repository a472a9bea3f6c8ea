import { once } from "node:events";
import { readFileSync } from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import { commands } from "../../../src/cli/commands.js";
import { run, start } from "./program.js";

/** Runs the program with bad input: exit code 2, one line on standard error, nothing on standard output. */
async function refusal(...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(...words);
  expect({ code, stdout, lines: stderr.split("\n").length }, stderr).to.deep.equal({
    code: 2,
    stdout: "",
    lines: 2,
  });
  return stderr.trimEnd();
}

describe("aann-gym", () => {
  it("says what it can do, asked or not", async () => {
    const asked = await run("--help");
    expect(asked).to.include({ code: 0, stderr: "" });
    for (const { name } of commands) expect(asked.stdout).to.include(`aann-gym ${name} `);
    expect(await run()).to.deep.equal(asked);
  });

  it("gives help with an example for every command", async () => {
    const names = commands.flatMap(({ name, commands: inner }) =>
      inner.length > 0 ? inner.map((each) => [name, each.name]) : [[name]],
    );
    await Promise.all(
      names.map(async (words) => {
        const { code, stdout } = await run(...words, "--help");
        expect(code).to.equal(0);
        expect(stdout, words.join(" ")).to.match(/Examples:\n {2}aann-gym /);
      }),
    );
  });

  it("says its version", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(await start("--version").ended).to.deep.equal({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("refuses an unknown command and suggests the nearest", async () => {
    expect(await refusal("recrod")).to.match(
      /^aann-gym: command: expected one of record, .* got recrod; did you mean record\?$/,
    );
    expect(await refusal("recordings", "lst")).to.match(
      /^aann-gym: command recordings: expected one of list, .* did you mean list\?$/,
    );
  });

  it("refuses an unknown option and suggests the nearest", async () => {
    expect(await refusal("recordings", "list", "--sed", "3")).to.equal(
      "aann-gym: option --sed: expected an option of recordings list, got an unknown one; did you mean --seed?",
    );
    expect(await refusal("--frobnicate")).to.include("option --frobnicate: expected an option of aann-gym");
  });

  it("refuses a missing command, word or value, and a word too many", async () => {
    expect(await refusal("--json")).to.include("expected a command, got none");
    expect(await refusal("recordings")).to.include("command recordings: expected one of list, show");
    expect(await refusal("recordings", "replay")).to.include("command recordings replay: expected");
    expect(await refusal("recordings", "export")).to.include("option --out: expected a value, got none");
    expect(await refusal("record", "--seed")).to.include("option --seed: expected a value, got none");
    expect(await refusal("recordings", "list", "a", "b")).to.include(
      "command recordings list: expected no further word, got b",
    );
  });

  it("refuses values that an option cannot have", async () => {
    for (const value of ["-1", "1.5", "NaN", "Infinity", "seven", "0x10", "1e400", ""]) {
      expect(await refusal("record", "--expert", `--seed=${value}`), value).to.match(
        /option --seed: expected a whole number from 0 to 1,000,000,000,000,000, got /,
      );
    }
    expect(await refusal("record", "--expert", "--episodes", "0")).to.include("option --episodes: expected");
    expect(await refusal("record", "--expert", "--physics", "bullet")).to.include(
      "option --physics: expected box2d-wasm or float32, got bullet",
    );
  });

  it("finds one sentence for whatever is typed", async () => {
    const names = commands.flatMap((command) => [command.name, ...command.commands.map(({ name }) => name)]);
    const word = fc.oneof(
      fc.constantFrom(
        ...names,
        "--json",
        "--seed",
        "--seed=3",
        "--out",
        "--policy=",
        "-_",
        "--",
        "-",
        "--no-expert",
      ),
      fc.string({ maxLength: 6 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 5 }), async (words) => {
        // The unknown option keeps a lucky combination from being carried out.
        const typed = ["--zyx", ...words].filter((each) => !/^--$|^--(help|version)$|^-[^-]*h/.test(each));
        const { code, stdout, stderr } = await run(...typed);
        expect({ code, stdout, lines: stderr.split("\n").length }, stderr).to.deep.equal({
          code: 2,
          stdout: "",
          lines: 2,
        });
        expect(stderr).to.match(/^aann-gym: .*expected .*\n$/);
      }),
      { numRuns: 150 },
    );
  });

  it("ends as a process does: with an exit code, and one line on standard error", async () => {
    const { code, stdout, stderr } = await start("record", "--expert", "--episodes", "many").ended;
    expect({ code, stdout, stderr }).to.deep.equal({
      code: 2,
      stdout: "",
      stderr: "aann-gym: option --episodes: expected a whole number from 1 to 1,000,000, got many\n",
    });
  });

  it("shows where an error came from only when asked", async () => {
    const words = ["recordings", "list", "/nowhere/at/all"];
    expect(await refusal(...words)).to.include("/nowhere/at/all: expected a folder");
    const { code, stderr } = await run(...words, "--verbose");
    expect(code).to.equal(2);
    expect(stderr).to.match(/\n {4}at .*recording-folder/);
  });

  it("ends quietly when nobody reads on", async () => {
    const { child, ended } = start("--help");
    ended.catch(() => undefined);
    child.stdout!.destroy();
    expect(await once(child, "exit")).to.deep.equal([0, null]);
  });
});
