import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { expect } from "chai";
import fc from "fast-check";
import { commands } from "../../../src/cli/commands.js";
import { understand } from "../../../src/cli/main.js";
import { run, start, startLimited } from "./program.js";

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

  it("gives help whatever else was typed, with the type of each option, but for no command", async () => {
    const { stdout } = await run("sense", "--help");
    expect(stdout).to.match(/--minutes .*\[number\]/);
    expect(stdout).to.match(/--neighbours [^[]*\[number\]/);
    expect(stdout).to.match(/--seed .*\[number\] \[default: 0\]/);
    for (const words of [
      ["sense", "--minutes", "x", "--help"],
      ["help", "sense"],
      ["--seed", "1", "sense", "-h"],
    ]) {
      expect((await run(...words)).stdout).to.equal(stdout);
    }
    expect((await run("completion", "--help")).stdout).to.include("aann-gym completion");
    expect(await refusal("help", "sence")).to.include("got sence; did you mean sense?");
    expect(await refusal("sense", "--minutes", "x")).to.equal(
      "aann-gym: option --minutes: expected a number of minutes above 0, up to 525,600, got x",
    );
  });

  it("says in a sentence that its result cannot be written, and works on where its messages cannot", async function () {
    if (!existsSync("/dev/full")) this.skip();
    const full = startLimited("exec >/dev/full", "envs", "list");
    expect(await full.ended).to.include({
      code: 2,
      stderr: "aann-gym: standard output: expected room to write, but the disk is full\n",
    });
    const mute = startLimited("exec 2>/dev/full", "recordings", "verify", "recordings");
    const { code, stdout } = await mute.ended;
    expect(code).to.equal(0);
    expect(stdout).to.include("recordings are true");
  });

  it("refuses words that are not UTF-8, which would name other files", async () => {
    const limited = startLimited(`set -- "$@" "$(printf 'n\\377')"`, "recordings", "list");
    const { code, stderr } = await limited.ended;
    expect({ code, lines: stderr.split("\n").length }).to.deep.equal({ code: 2, lines: 2 });
    expect(stderr).to.include("expected words in UTF-8");
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

  it("takes words after -- as words, and never as options", async () => {
    const missing =
      "aann-gym: nofolder: expected a folder of recordings, or one of them, but it does not exist";
    expect(await refusal("recordings", "list", "--", "nofolder")).to.equal(missing);
    expect(await refusal("recordings", "list", "--seed", "3", "--", "nofolder")).to.equal(missing);
    expect(await refusal("--seed", "3", "recordings", "list", "--", "nofolder")).to.equal(missing);
    expect(await refusal("record", "--expert", "--", "--episodes", "1")).to.match(
      /words after --: expected no option .*, got --episodes$/,
    );
    expect(await refusal("record", "--expert", "--", "laps")).to.include(
      "command record: expected no further word, got laps",
    );
  });

  it("knows no option with a dot in it", async () => {
    for (const words of [["--noise.foo"], ["--out.x", "1"], ["--json.a"], ["--seed.b=2"]]) {
      expect(await refusal("record", "--expert", ...words), words[0]).to.include(
        `option ${words[0].split("=")[0]}: expected an option of record, got an unknown one`,
      );
    }
  });

  it("takes several words where a command has several", async () => {
    expect(await refusal("figures", "nope", "5")).to.include("got nope");
    expect(await refusal("figures", "3", "nope", "5", "--quick")).to.include("got nope");
    expect(await refusal("figures", "transfr", "5")).to.match(/got transfr; did you mean transfer\?$/);
    expect(await refusal("bench", "nope", "training")).to.include("got nope");
    const { options } = (await understand(["figures", "3", "5", "8", "--quick"])) as { options: object };
    expect(options).to.have.property("names").deep.equal(["3", "5", "8"]);
    for (const words of [
      ["--policy", "a", "b", "c"],
      ["--policy", "a", "b", "--quick", "--policy=c"],
    ]) {
      const { options } = (await understand(["bench", "imitation", ...words])) as { options: object };
      expect(options, words.join(" ")).to.have.property("policy").deep.equal(["a", "b", "c"]);
    }
  });

  it("refuses an option that is given twice, by whichever of its names", async () => {
    for (const words of [
      ["evaluate", "--policy", "a.json", "--policy", "b.json"],
      ["record", "--expert", "--seed", "1", "--seed=2"],
    ]) {
      expect(await refusal(...words)).to.match(/option --(policy|seed): expected it once, got it twice$/);
    }
  });

  it("blames the word that is wrong, and suggests the nearest", async () => {
    expect(await refusal("trian", "--task", "mnist")).to.match(
      /^aann-gym: command: .* got trian; did you mean train\?$/,
    );
    expect(await refusal("recordings", "lst", "--foo")).to.match(
      /command recordings: .*got lst; did you mean list\?$/,
    );
    expect(await refusal("evaluate", "best.json")).to.equal(
      "aann-gym: command evaluate: expected no further word, got best.json; did you mean --policy best.json?",
    );
    for (const [words, hint] of [
      [
        ["recordings", "export", "laps", "laps.csv"],
        "recordings export: expected no further word, got laps.csv; did you mean --out laps.csv?",
      ],
      [
        ["drive", "best.json"],
        "drive: expected no further word, got best.json; did you mean --policy best.json?",
      ],
      [
        ["sense", "best.json"],
        "sense: expected no further word, got best.json; did you mean --from best.json?",
      ],
      [["train", "mnist"], "train: expected no further word, got mnist; did you mean --task mnist?"],
      [
        ["record", "CartPole-v1"],
        "record: expected no further word, got CartPole-v1; did you mean --env CartPole-v1?",
      ],
      [["completion", "zsh"], "completion: expected no further word, got zsh"],
      [
        ["policy", "export"],
        "policy export: expected its <file>, got none; see aann-gym policy export --help",
      ],
    ] as const) {
      expect(await refusal(...words)).to.equal(`aann-gym: command ${hint}`);
    }
    expect(await refusal("completions")).to.match(
      /, completion, got completions; did you mean completion\?$/,
    );
    expect(await refusal("bench", "imitaton")).to.match(/got imitaton; did you mean imitation\?$/);
    expect(await refusal("data", "fetch", "mnits")).to.equal(
      "aann-gym: command data fetch: expected mnist or fashion-mnist, got mnits; did you mean mnist?",
    );
    expect(await refusal("record", "--expert", "--physics", "floatt32")).to.match(/did you mean float32\?$/);
  });

  it("takes help as a word", async () => {
    for (const words of [[], ["train"], ["recordings", "list"]]) {
      expect(await run("help", ...words)).to.deep.equal(await run(...words, "--help"));
    }
  });

  it("shows a command's own options before those of every command", async () => {
    const { stdout } = await run("record", "--help");
    expect(stdout.indexOf("--episodes")).to.be.within(0, stdout.indexOf("Options of every command:"));
    expect(stdout.indexOf("--verbose")).to.be.above(stdout.indexOf("Options of every command:"));
  });

  it("completes words in a shell", async () => {
    const { code, stdout, stderr } = await run("completion");
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    expect(stdout).to.include("aann-gym --get-yargs-completions").and.include("complete ");
    const ask = async (...words: string[]) =>
      (await run("--get-yargs-completions", "aann-gym", ...words)).stdout.split("\n");
    expect(await ask("rec")).to.include.members(["record", "recordings"]);
    expect(await ask("recordings", "")).to.include.members(["list", "verify"]);
    expect(await ask("record", "--e")).to.include.members(["--expert", "--episodes"]);
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
