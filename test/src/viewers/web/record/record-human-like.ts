// node dist/test/src/viewers/web/record/record-human-like.js FOLDER TRACK …
//
// Records laps of `HumanLikeAgent` through the record page in Chromium, one on each track. This is how those in
// recordings/human-like/ were made.

import { mkdirSync } from "node:fs";
import { make } from "../../../../../envs/index.js";
import { serveRecorder } from "../../../../../src/viewers/web/recorder.js";
import { launch } from "../chromium.js";
import { driveOnPage } from "./human-like-session.js";
import { RecordPage } from "./record-page.js";

const [folder, ...tracks] = process.argv.slice(2);
if (!folder || tracks.length === 0) throw new Error("expected a folder and tracks");
mkdirSync(folder, { recursive: true });

const environment = { id: "CarRacing-v3", options: { physics: "float32", pictures: "pygame-ce" } } as const;
const env = await make(environment.id, environment.options);
const browser = await launch();
try {
  for (const [index, track] of tracks.map(Number).entries()) {
    const serving = await serveRecorder({
      ...{ env: env as never, environment, folder, wanted: index + 1, seed: track },
      // A program drove, and nobody shall take it for a person.
      agent: { kind: "policy", name: "human-like" },
      onSaved: (file) => process.stdout.write(`${file}\n`),
    });
    const recorder = new RecordPage(await browser.newPage());
    await recorder.page.goto(serving.url);
    await recorder.says("Press Space to drive");
    await driveOnPage(recorder, track, Number.POSITIVE_INFINITY);
    process.stdout.write(`Track ${track}: ${await recorder.text("headline")}\n`);
    await recorder.press("Enter");
    await serving.closed;
    await recorder.page.close();
  }
} finally {
  await browser.close();
  env.close();
}
