import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";

/** Runs the program with some words. @returns what it printed on standard output */
export type Program = (...words: string[]) => Promise<string>;

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** What a policy file decides, whatever version of the format it has: its weights, and how its outputs are read. */
async function policy(file: string): Promise<string> {
  const { weights, encoding, action = encoding } = JSON.parse(await readFile(file, "utf8"));
  return sha256(JSON.stringify([weights, action ?? null]));
}

/** An episode, but for who recorded it when, whatever version of the format its file has. */
async function recording(file: string): Promise<string> {
  const { seed, hashes, rewards, actions, labels } = JSON.parse(await readFile(file, "utf8"));
  return sha256(JSON.stringify([seed, hashes, rewards, actions, labels]));
}

/**
 * Results of fixed seeds that no restructuring may change, all by commands. `test/golden/fixture.json` holds what
 * aann-gym 0.1.0 gave.
 */
export async function fixture(run: Program, folder: string): Promise<Record<string, unknown>> {
  const at = (name: string) => join(folder, name);
  const driver = ["--task", "car-racing", "--recordings", "recordings"];
  const returns = async (physics: string) => {
    const words = ["--policy", "test/golden/plain-driver.json", "--tracks", "10", "--first-track", "0"];
    const { episodes, laps = episodes } = JSON.parse(
      await run("evaluate", ...words, "--physics", physics, "--json"),
    );
    return laps.map((episode: { return: number }) => episode.return);
  };
  await run("train", ...driver, "--epochs", "1,1,0,1", "--out", at("clone.json"), "--json");
  await run("train", "--task", "mnist", "--epochs", "0,0,0,1", "--out", at("digits.json"), "--json");
  const sense = (name: string, ...words: string[]) => run("sense", ...words, "--out", at(name), "--json");
  await sense("races.json", "--from", at("clone.json"), "--recordings", "recordings", "--neighbours", "2000");
  await sense(
    "aim.json",
    "--random",
    ...driver,
    "--sparsity",
    "90",
    "--encoding",
    "aim",
    "--neighbours",
    "2000",
  );
  await sense("surveys.json", "--random", "--task", "mnist", "--sparsity", "80", "--neighbours", "100000");
  const record = ["record", "--expert", "--noise", "--episodes", "1", "--seed", "7", "--physics", "float32"];
  const { recorded } = JSON.parse(await run(...record, "--out", at("recorded"), "--json"));
  return {
    "train car-racing": await policy(at("clone.json")),
    "train mnist": await policy(at("digits.json")),
    "sense, races": await policy(at("races.json")),
    "sense, from random": await policy(at("aim.json")),
    "sense, surveys": await policy(at("surveys.json")),
    "returns, float32": await returns("float32"),
    "returns, box2d-wasm": await returns("box2d-wasm"),
    // Its observations are drawn as pygame 2.6.1 does.
    "shipped recording": await recording("recordings/expert-teacher-000003.json"),
    // Drawn otherwise since pygame-ce is the default: all but the hashes of the observations.
    "record, file": basename(recorded[0]),
    "record, all but pictures": sha256(
      JSON.stringify(
        await readFile(recorded[0], "utf8").then((text) => {
          const { seed, rewards, actions, labels } = JSON.parse(text);
          return [seed, rewards, actions, labels];
        }),
      ),
    ),
  };
}
