/**
 * The environments as a child process of Python: requests come in on standard input, results go out on standard output,
 * and large observations into a file that Python maps. It ends when its input does, so it never outlives its parent.
 */
import { Console } from "node:console";
import { type AutoresetMode, type Env, make, type Seed } from "../../envs/index.js";
import { Batch, type BatchResult, type Region } from "./batch.js";
import { Channel, ERROR_MESSAGE, IMAGE_MESSAGE, JSON_MESSAGE, STEP_MESSAGE } from "./channel.js";
import { describeSpace } from "./describe-space.js";
import { camelCase, infoFormat } from "./info.js";

interface MakeRequest {
  readonly method: "make";
  readonly id: string;
  readonly count: number;
  readonly options: object;
  /** null: no limit. */
  readonly maxEpisodeSteps: number | null;
  readonly autoreset: AutoresetMode;
  readonly fullInfo: boolean;
}

type Request =
  | MakeRequest
  | ({ readonly method: "attach" } & Region)
  | {
      readonly method: "reset";
      /** Decimal digits: numbers in JSON are not exact beyond 2^53. */
      readonly seeds: readonly (string | null)[];
      readonly options: object | null;
      readonly mask: readonly boolean[] | null;
    }
  | { readonly method: "render"; readonly env: number; readonly mode: string };

const NOTHING = new Uint8Array();

const channel = new Channel(0, 1);
// Standard output belongs to the protocol.
globalThis.console = new Console(process.stderr);

let batch: Batch | undefined;

for (let message = channel.receive(); message; message = channel.receive()) {
  try {
    if (message.kind === STEP_MESSAGE) answer(expectBatch().step(message.payload));
    else await handle(JSON.parse(Buffer.from(message.payload).toString()));
  } catch (error) {
    const { name, message: text } = error instanceof Error ? error : new Error(String(error));
    channel.sendJson(ERROR_MESSAGE, { name, message: text });
  }
}
batch?.close();
process.exit(0);

async function handle(request: Request): Promise<void> {
  switch (request.method) {
    case "make":
      batch = await makeBatch(request);
      channel.sendJson(JSON_MESSAGE, describeBatch(batch));
      break;
    case "attach":
      expectBatch().attach(request);
      channel.sendJson(JSON_MESSAGE, {});
      break;
    case "reset": {
      const seeds = request.seeds.map((seed) => (seed === null ? null : seedOf(seed)));
      answer(
        expectBatch().reset(seeds, request.options ? camelCase(request.options) : undefined, request.mask),
      );
      break;
    }
    case "render":
      render(expectBatch().envs[request.env]!, request.mode);
      break;
    default:
      throw new TypeError(`expected a method that the bridge has, got ${JSON.stringify(request)}`);
  }
}

async function makeBatch(request: MakeRequest): Promise<Batch> {
  const { id, count, options, maxEpisodeSteps, autoreset, fullInfo } = request;
  const makeOne = () => make(id, { ...camelCase(options), maxEpisodeSteps: maxEpisodeSteps ?? Infinity });
  const envs: [Env, ...Env[]] = [await makeOne()];
  while (envs.length < count) envs.push(await makeOne());
  return new Batch(envs, autoreset, infoFormat(id, fullInfo));
}

function describeBatch({ envs, observationBytes }: Batch) {
  const [{ observationSpace, actionSpace, metadata }] = envs as [Env];
  return {
    observationSpace: describeSpace(observationSpace),
    actionSpace: describeSpace(actionSpace),
    renderModes: metadata.renderModes,
    renderFps: metadata.renderFps,
    observationBytes,
  };
}

function answer({ rewards, terminations, truncations, observations, infos }: BatchResult): void {
  channel.send(
    STEP_MESSAGE,
    new Uint8Array(rewards.buffer),
    terminations,
    truncations,
    ...observations,
    infos.length > 0 ? Buffer.from(JSON.stringify(infos)) : NOTHING,
  );
}

function render(env: Env, mode: string): void {
  const frame: unknown = env.render(mode);
  if (typeof frame === "string") {
    channel.sendJson(JSON_MESSAGE, frame);
    return;
  }
  const { width, height, data } = frame as ReturnType<Env["render"]>;
  channel.send(IMAGE_MESSAGE, new Uint8Array(Uint32Array.of(width, height).buffer), data);
}

/** Random numbers take integers of any size; most seeds fit a number. */
function seedOf(digits: string): Seed {
  const seed = Number(digits);
  return Number.isSafeInteger(seed) ? seed : BigInt(digits);
}

function expectBatch(): Batch {
  if (!batch) throw new Error("expected `make` before anything else");
  return batch;
}
