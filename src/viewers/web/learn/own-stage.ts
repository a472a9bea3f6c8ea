import { encoderOf } from "../../../adapters/network-policy.js";
import { InputError } from "../../../errors.js";
import { type PolicyFile, parsePolicy } from "../../../networks/policy.js";
import { packPolicy, unpackPolicy } from "../../../networks/policy-link.js";
import { kindOf } from "../../../policies/space-kind.js";
import { LiveEpisode } from "../../../rollout/rollout.js";
import { FIRST_SEED } from "../../../rollout/seeds.js";
import { RememberingPolicy } from "../clip/remembering-policy.js";
import { searcherIn } from "../live/messages.js";
import { observationNames } from "../observation-names.js";
import { element } from "../pages/document.js";
import { Screen } from "../pages/screen.js";
import { ENVIRONMENTS, environmentOf, openEnv, policyIn, randomPolicy } from "./environments.js";
import type { LearnStage, StageRun } from "./stage.js";

/** On the static site the environment is stepped in the page, and a worker searches. */
export async function openOwnStage(): Promise<LearnStage> {
  // Another fragment is another policy to begin with.
  addEventListener("hashchange", () => location.reload());
  const packed = new URLSearchParams(location.hash.slice(1)).get("policy");
  const given = packed === null ? undefined : await unpackPolicy(packed, "the link");
  if (given) checkKnown(given, "the link");
  const environment = environmentOf(given?.env?.id ?? new URLSearchParams(location.search).get("env"));
  const { id, about, solved, range } = environment;
  const env = await openEnv(id);
  const known = kindOf(env.actionSpace);
  const outputs = known?.kind === "discrete" ? known.space.names : [];
  const screen = new Screen(element<HTMLCanvasElement>("image"));
  return {
    ...{ env: id, about, solved, range, outputs, rate: env.metadata.renderFps, seed: 0 },
    ...(!given && { sparsity: 50 }),
    others: ENVIRONMENTS.map((each) => each.id),
    clipWorker: () => new Worker(new URL("./clip-worker.ts", import.meta.url), { type: "module" }),
    lost: new Promise(() => {}),
    open,
    begin,
  };

  /** The page's address holds the policy: it may be kept and given away, and R begins with it again. */
  async function open(file: File): Promise<string> {
    const policy = parsePolicy(await file.text(), file.name);
    checkKnown(policy, file.name);
    location.hash = `policy=${await packPolicy(policy)}`;
    return `The search starts from ${file.name}.`;
  }

  async function begin(seed: number, sparsity: number): Promise<StageRun> {
    const start = given ?? randomPolicy(environment, env, sparsity, seed);
    const encoder = encoderOf(start);
    const policy = await policyIn(environment, env, start);
    const remembering = new RememberingPolicy(policy);
    const episode = new LiveEpisode(env, remembering, FIRST_SEED.validation);
    return {
      start,
      searcher: searcherIn(new Worker(new URL("./learn-worker.ts", import.meta.url), { type: "module" })),
      get view() {
        const { seed: own, return: sum, observation, action } = episode.state;
        const numbers = Array.from(observation as ArrayLike<number>, Number);
        const names = observationNames(id, numbers.length);
        return {
          ...{ seed: own, return: sum },
          observation: numbers.map((value, index) => ({ name: names[index], value })),
          gauges: outputs.map((name, index) => ({
            ...{ name, value: Number(action === index), minimum: 0, maximum: 1 },
          })),
        };
      },
      get input() {
        const bytes = new Uint8Array(encoder.bytes);
        encoder.encode(episode.state.observation, bytes, 0);
        return bytes;
      },
      draw: () => screen.draw(env.render("rgb_array")),
      rewire: ({ network, action }) => policy.rewire(network.weights, Number(action!.outputDivisor)),
      reset: (to) => episode.reset(to),
      advance(steps) {
        for (let step = 0; step < steps && !episode.state.ended; step++) episode.advance();
        const { ended, return: score, seed: own } = episode.state;
        return ended ? { score, seed: own, actions: remembering.actions } : undefined;
      },
      close: () => policy.close(),
    };
  }
}

/** @throws InputError when the page does not know the policy's environment */
function checkKnown({ env, task }: PolicyFile, source: string): void {
  if (ENVIRONMENTS.some(({ id }) => id === env?.id)) return;
  const known = ENVIRONMENTS.map(({ id }) => id).join(" or ");
  throw new InputError(`${source}: expected a policy for ${known}, got one for ${env?.id ?? task}`);
}
