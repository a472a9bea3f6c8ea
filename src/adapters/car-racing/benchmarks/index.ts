import { PHYSICS } from "../../../../envs/box2d/car-racing/physics/load.js";
import type { BenchmarkRow } from "../../../benchmarks/benchmark.js";
import { type Baseline, speedRow } from "../../../benchmarks/speed-row.js";
import { type Pace, takeTurns } from "../../../benchmarks/stopwatch.js";
import { mixedDrive } from "./drive.js";
import { measureParts, PARTS } from "./parts.js";
import { type RenderingName, renderingCandidates } from "./rendering.js";
import { type EngineName, MEASURES, type Measure, type StepName, stepCandidates } from "./steps.js";

type Paces = Record<StepName | RenderingName, Pace>;

/** CarRacing-v3 with both engines: its speed, and where the time of a step with pixels goes. */
export async function measure(report: (row: BenchmarkRow) => void, signal: AbortSignal): Promise<void> {
  const drive = await mixedDrive();
  const steps = await stepCandidates(drive);
  const candidates = { ...steps.candidates, ...(await renderingCandidates(drive)) };
  const paces = await takeTurns(candidates, signal).finally(steps.close);
  if (!paces) return;
  for (const measure of MEASURES) {
    for (const engine of PHYSICS) {
      const pace = paces[`${engine} ${measure}`];
      report(speedRow(`CarRacing-v3, ${measure}`, engine, pace, baseline(engine, measure, paces)));
    }
  }
  const plain = { name: "pixel by pixel", pace: paces["pixel by pixel"] };
  report(speedRow("CarRacing-v3, shapes to picture", plain.name, plain.pace));
  report(speedRow("CarRacing-v3, shapes to picture", "kernel", paces.kernel, plain));
  for (const engine of PHYSICS) {
    const parts = await measureParts(engine, drive, signal);
    if (!parts) return;
    const total = PARTS.reduce((sum, part) => sum + parts[part], 0);
    for (const part of PARTS) {
      const what = `CarRacing-v3, part of a step with pixels: ${part}`;
      report({ what, with: engine, µs: 1e6 * parts[part], "of the step": parts[part] / total });
    }
  }
}

/** What has images is compared with itself, had it drawn them pixel by pixel; what has none, with box2d-wasm. */
function baseline(engine: EngineName, measure: Measure, paces: Paces): Baseline | undefined {
  if (measure === "with pixels" || measure === "policy driven") {
    const pace = paces[`${engine} ${measure}`];
    const kernel = paces.kernel;
    const plain = paces["pixel by pixel"];
    const otherwise = {
      seconds: pace.seconds - kernel.seconds + plain.seconds,
      cpuSeconds: pace.cpuSeconds - kernel.cpuSeconds + plain.cpuSeconds,
    };
    return { name: "pixel by pixel", pace: otherwise };
  }
  return engine === "box2d-wasm" ? undefined : { name: "box2d-wasm", pace: paces[`box2d-wasm ${measure}`] };
}
