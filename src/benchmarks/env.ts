import { DEFAULT_ENV } from "../../envs/index.js";
import { slugOf } from "../adapters/environments.js";
import type { Benchmark, BenchmarkRow } from "./benchmark.js";
import { measurePeers } from "./python-peers.js";
import { measureSmallEnvs } from "./small-envs.js";
import { measureVectorEnvs } from "./vector-envs.js";

/** The environments: how fast they step, and where the time goes. About a minute. */
export const env: Benchmark = {
  meaning:
    "Per second and core: by the time that all threads took of the processor; per second: on the clock. Everything runs " +
    "in turns, and the fastest turn of each counts. ×: how many times as fast as what stands under against, in the same " +
    "run. The car drives 300 steps as an expert does and 300 at random. Pixel by pixel: pictures drawn on a canvas of " +
    "1000×800 and scaled to 96×96, as Gymnasium does it; the kernel's are equal to these. Parts of a step: " +
    "the fastest of eight times, on the clock.",
  async run(report, signal, against) {
    const rows: BenchmarkRow[] = [];
    const keep = (row: BenchmarkRow) => {
      rows.push(row);
      report(row);
    };
    // Beside an adapter there may be benchmarks of its environment.
    const own = `../adapters/${slugOf(DEFAULT_ENV)}/benchmarks/index.js`;
    const { measure: measureDefault } = (await import(own)) as { measure: typeof measureSmallEnvs };
    for (const measure of [measureDefault, measureSmallEnvs, measureVectorEnvs]) {
      if (signal.aborted) return;
      await measure(keep, signal);
    }
    if (against) await measurePeers(against.peers, against.python, rows, report, signal);
  },
};
