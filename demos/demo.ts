/**
 * The main job from end to end, in a few minutes: an expert's laps → a ternary policy → SENSE → a drive on tracks that
 * none of it has seen. `npm run demo` runs this file; each step is a command that you can run yourself.
 */
import { constants } from "node:fs";
import { copyFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Random } from "../envs/index.js";
import { main } from "../src/cli/main.js";
import { formatDuration, startProgress } from "../src/cli/progress.js";
import { formatTable } from "../src/cli/table.js";
import { type PolicyFile, randomNetwork, readPolicy, taskOf } from "../src/index.js";
import { FIRST_SEED, seedsFrom } from "../src/rollout/seeds.js";
import { percent } from "../src/text.js";
import { prepareWritableFolder } from "../src/writable-folder.js";

const FOLDER = join("runs", "demo");
const LAPS = join(FOLDER, "laps");
const CLONE = join(FOLDER, "policy.json");
const BEST = join(FOLDER, "best.json");
const VIDEO = join(FOLDER, "drive.mp4");

/** Not among those that were recorded or searched on. */
const UNSEEN_TRACKS = seedsFrom(FIRST_SEED.demo, 10);

/** What each step takes of the whole, about, from where what is left is estimated; and how many steps have begun. */
const SHARES = [0.25, 0.38, 0.24, 0.1, 0.03];
let step = 0;

const began = performance.now();
await prepareWritableFolder(FOLDER);

await run("The scripted expert drives; every picture and action is recorded.", [
  ...["record", "--expert", "--noise", "--episodes", "120", "--out", LAPS],
]);
await run("p-SIREN clones it: train, prune to 90 % zeros, fine-tune, make all weights −1, 0 or +1.", [
  ...["train", "--task", "car-racing", "--recordings", LAPS, "--sparsity", "90", "--out", CLONE, "--force"],
]);
const evaluating = ["--objective", "return", "--tracks", "16", "--minutes", "0.75"];
await run("SENSE swaps single weights, keeps what imitates better, and drives to see which net is best.", [
  ...["sense", "--from", CLONE, "--recordings", LAPS, ...evaluating, "--out", BEST, "--force"],
]);

say(`Evaluating on ${UNSEEN_TRACKS.length} tracks that none of this has seen.`);
const clone = await readPolicy(CLONE);
const best = await readPolicy(BEST);
const random: PolicyFile = {
  ...clone,
  network: randomNetwork(clone.network.architecture, clone.sparsity, new Random(0)),
};
const rows: string[][] = [];
for (const [name, policy] of [
  ["random ternary net", random],
  ["p-SIREN", clone],
  ["p-SIREN + SENSE", best],
] as const) {
  const display = startProgress(
    { title: name, total: UNSEEN_TRACKS.length, unit: "episodes" },
    process.stderr,
  );
  const { scores } = await (await taskOf(policy))
    .evaluate(policy, {
      seeds: UNSEEN_TRACKS,
      threads: availableParallelism(),
      onProgress: (done) => display.update(done),
    })
    .finally(() => display.stop());
  const figure = (key: string) => scores[key].toFixed(1);
  rows.push([name, figure("mean return"), figure("min return"), `${(100 * scores.agreement!).toFixed(1)} %`]);
}

await run("A video of the best policy on one of these tracks.", [
  ...["drive", "--policy", BEST, "--seed", String(UNSEEN_TRACKS[0]), "--video", VIDEO, "--force"],
]);
// A best.json that is there already may be somebody's.
const kept = await copyFile(BEST, "best.json", constants.COPYFILE_EXCL).then(
  () => "best.json",
  () => BEST,
);

const minutes = (elapsed() / 60).toFixed(1);
console.log(`
${formatTable(["90 % zeros, 10 unseen tracks", "mean return", "lowest", "agrees with expert"], rows)}

All of this took ${minutes} minutes. The video is ${VIDEO}, the policy ${kept}. What next?

  npx aann-gym drive --policy ${kept}          watch it in the browser
  npx aann-gym record                            drive yourself, and clone yourself
  npx aann-gym evaluate --policy ${kept}       measure it on more tracks
  npx aann-gym sense --random --task mnist --sparsity 80 --out digits.json
                                                 learn digits without gradients
`);

/** Runs one command, as a person would in the terminal. */
async function run(title: string, words: string[]): Promise<void> {
  say(title);
  console.log(`$ npx aann-gym ${words.join(" ")}`);
  const code = await main(words);
  if (code !== 0) process.exit(code);
}

/** Begins a step: says what it is, how far all is, and how much is left of all. */
function say(title: string): void {
  const done = SHARES.slice(0, step++).reduce((sum, share) => sum + share, 0);
  const left = done > 0 ? `, about ${formatDuration((elapsed() / done) * (1 - done))} left` : "";
  const far = `${percent(done, 0)} of all done after ${formatDuration(elapsed())}${left}`;
  console.log(`\nStep ${step} of ${SHARES.length} (${far}): ${title}`);
}

function elapsed(): number {
  return (performance.now() - began) / 1000;
}
