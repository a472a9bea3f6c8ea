import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { camelCase, type Played, type Sequence } from "./replay.js";

const folder = join(import.meta.dirname, "../../../../test/golden/gymnasium");

/** The files of recorded episodes. */
export const GOLDEN_FILES = readdirSync(folder).filter((name) => name.endsWith(".json.gz"));

/** @param file One of GOLDEN_FILES. */
export function readGolden(file: string): Sequence {
  return JSON.parse(gunzipSync(readFileSync(join(folder, file))).toString());
}

/** Compares what episodes gave here with what was recorded, to the bit. */
export function expectEqual(played: readonly Played[], { episodes }: Sequence): void {
  expect(played).length(episodes.length);
  for (const [i, { seed, resetOptions, actions, ...recorded }] of episodes.entries()) {
    const { observations, rewards, terminated, truncated, infos, frames } = played[i];
    const where = `episode ${i} (seed ${seed})`;
    expect(rewards, `${where}, steps`).length(actions.length);
    expect(observations, `${where}, observations`).deep.equal(recorded.observations);
    expect(rewards, `${where}, rewards`).deep.equal(recorded.rewards);
    expect([terminated, truncated], `${where}, end`).deep.equal([recorded.terminated, recorded.truncated]);
    expect(frames, `${where}, frames`).deep.equal(recorded.frames);
    if (!recorded.infos) continue;
    const renamed = recorded.infos.map((info) => camelCase(info as Record<string, unknown>));
    expect(infos, `${where}, infos`).deep.equal(renamed);
  }
}
