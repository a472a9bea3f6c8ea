import { spawn, spawnSync } from "node:child_process";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { DEFAULT_ENV } from "../../envs/built-in.js";
import { InputError } from "../errors.js";
import type { BenchmarkRow } from "./benchmark.js";
import type { Peer } from "./peers.js";

/** What is stepped, and which of our rows it stands beside. */
const WORK = [
  { id: DEFAULT_ENV, envs: 8, ours: `${DEFAULT_ENV} with pixels` },
  { id: "LunarLander-v3", envs: 16, ours: "LunarLander-v3" },
  { id: "CartPole-v1", envs: 64, ours: "CartPole-v1" },
] as const;

/** Processor seconds that each measurement takes, after a tenth of it that does not count. */
const SECONDS = 3;
/** A Python that answers nothing for so long is given up. */
const DEADLINE = 120_000;

/**
 * Random actions, drawn beforehand, on one core. Gymnasium: one environment, as its vector environments step one after
 * the other too. EnvPool: several at once in one thread, which is where it is fastest.
 */
const PROGRAM = `
import importlib, json, sys, time
name, seconds, work = sys.argv[1], float(sys.argv[2]), json.loads(sys.argv[3])
try:
    package = importlib.import_module(name)
except ImportError as error:
    print(json.dumps({"missing": str(error)}))
    sys.exit(0)
def measure(step, count):
    for limit in (seconds / 10, seconds):
        done, began = 0, time.process_time()
        while time.process_time() - began < limit:
            step()
            done += count
    return done / (time.process_time() - began)
rows = []
for each in work:
    if name == "gymnasium":
        env = package.make(each["id"])
        env.action_space.seed(0)
        actions = [env.action_space.sample() for _ in range(1000)]
        env.reset(seed=0)
        at = 0
        def step():
            global at
            at = (at + 1) % len(actions)
            result = env.step(actions[at])
            if result[2] or result[3]:
                env.reset()
        count = 1
    else:
        import numpy
        count = each["envs"]
        env = package.make_gymnasium(each["id"], num_envs=count, num_threads=1)
        env.action_space.seed(0)
        batches = [numpy.stack([env.action_space.sample() for _ in range(count)]) for _ in range(50)]
        env.reset()
        at = 0
        def step():
            global at
            at = (at + 1) % len(batches)
            env.step(batches[at])
    rows.append({"id": each["id"], "count": count, "pace": measure(step, count)})
print(json.dumps({"version": package.__version__, "rows": rows}))
`;

const answer = z.union([
  z.strictObject({ missing: z.string() }),
  z.strictObject({
    version: z.string(),
    rows: z.array(z.strictObject({ id: z.string(), count: z.int(), pace: z.number().positive() })),
  }),
]);

/**
 * Measures packages of a Python on the same machine in the same run.
 * @param python program to start
 * @param rows of ours, measured before
 * @returns rows of ours again, each against a peer
 * @throws InputError when there is no such Python, or it fails
 */
export async function measurePeers(
  peers: readonly Peer[],
  python: string,
  rows: readonly BenchmarkRow[],
  report: (row: BenchmarkRow) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const peer of peers) {
    if (signal.aborted) return;
    const found = await ask(python, peer, signal);
    if (!found) return;
    if ("missing" in found) {
      report({ what: peer, with: `not measured: ${python} says ${found.missing}` });
      continue;
    }
    for (const { id, count, pace } of found.rows) {
      const ours = fastest(rows, WORK.find((work) => work.id === id)!.ours);
      const against = `${peer} ${found.version}, ${count === 1 ? "one" : count}: ${Math.round(pace)} per second and core`;
      if (ours > 0)
        report({
          what: id,
          with: "the fastest above",
          "per second and core": ours,
          "×": ours / pace,
          against,
        });
    }
  }
}

/** @throws InputError when the program does not start: said before anything is measured */
export function expectPython(python: string): void {
  const { error, status } = spawnSync(python, ["--version"], { timeout: DEADLINE });
  if (error || status !== 0) {
    throw new InputError(
      `option --python: expected a Python that starts, got ${python}: ${error?.message ?? `exit code ${status}`}`,
    );
  }
}

/** The best figure of the rows of an environment, in this thread. */
const fastest = (rows: readonly BenchmarkRow[], name: string) =>
  Math.max(
    0,
    ...rows
      .filter(({ what }) =>
        String(what)
          .replace(/^\d+ × |,/g, "")
          .startsWith(name),
      )
      .map((row) => Number(row["per second and core"] ?? 0)),
  );

async function ask(python: string, peer: Peer, signal: AbortSignal) {
  const child = spawn(python, ["-c", PROGRAM, peer, String(SECONDS), JSON.stringify(WORK)], {
    stdio: ["ignore", "pipe", "pipe"],
    ...{ signal, timeout: DEADLINE, killSignal: "SIGKILL" },
  });
  const failed = new Promise<Error | undefined>((resolve) => {
    child.once("error", resolve);
    child.once("close", () => resolve(undefined));
  });
  const [out, err, error] = await Promise.all([text(child.stdout), text(child.stderr), failed]);
  if (signal.aborted) return undefined;
  if (error)
    throw new InputError(`option --python: expected a Python that starts, got ${python}: ${error.message}`);
  const read = answer.safeParse(parsed(out.trim().split("\n").at(-1) ?? ""));
  if (read.success) return read.data;
  const why = err.trim().split("\n").at(-1) || `no answer within ${DEADLINE / 1000} seconds`;
  throw new InputError(`option --against: expected ${peer} to be measured by ${python}, got ${why}`);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
