import { type Env, make, Random } from "../../../../../envs/index.js";
import { adapter } from "../../../../adapters/car-racing/adapter.js";
import { encoderOf, networkPolicy, readAction } from "../../../../adapters/network-policy.js";
import { Neighbours } from "../../../../kernels/neighbours.js";
import type { Swap, TernaryNetwork } from "../../../../networks/ternary-network.js";
import { encodeImages } from "../../../../policies/observation-encoder.js";
import { LiveEpisode } from "../../../../rollout/rollout.js";
import type { Change, SwapAnswer, SwapRequest } from "./messages.js";

/** What a swap costs, in exact integers, over the frames that came with it. */
export async function measureSwap(request: SwapRequest): Promise<Extract<SwapAnswer, { kind: "cost" }>> {
  const { policy, images, decisions } = request;
  const { decoder, outputDivisor } = readAction(policy, adapter);
  const targets = decoder.targetsOf(decisions);
  const objective = decoder.objective("loss", targets, outputDivisor);
  const seen = encodeImages(encoderOf(policy), images, decisions.length);
  const neighbours = await Neighbours.create(policy.network, seen, decisions.length);
  try {
    neighbours.setTargets(objective.targets);
    const { cost } = objective;
    const present = neighbours.cost(cost);
    const swaps = swapsOf(request);
    const costs = neighbours.costs(swaps, cost);
    const best = costs.indexOf(Math.min(...costs));
    const agree = () => decoder.agreement(neighbours.logits, outputDivisor, targets);
    const agreed = agree();
    neighbours.commit(swaps[best]);
    return {
      kind: "cost",
      swap: swaps[best],
      loss: { before: present / decisions.length, after: costs[best] / decisions.length },
      agreement: { before: agreed, after: agree() },
    };
  } finally {
    neighbours.close();
  }
}

/** Returns of the lap, with the net as it was and with the swap. */
export async function driveBoth(
  { policy, seed, env: { id, options } }: SwapRequest,
  swap: Swap,
): Promise<Change> {
  const env = (await make(id, options)) as Env;
  const drive = async (network: TernaryNetwork): Promise<number> => {
    const agent = await networkPolicy({ ...policy, network }, adapter, env);
    const live = new LiveEpisode(env, agent, seed);
    while (!live.state.ended) live.advance();
    agent.close();
    return live.state.return;
  };
  const before = await drive(policy.network);
  const after = await drive(swapped(policy.network, swap));
  env.close();
  return { before, after };
}

/** A network's neighbour: the weight keeps its sign. */
export function swapped(network: TernaryNetwork, { layer, from, to }: Swap): TernaryNetwork {
  const weights = network.weights.map((own) => own.slice());
  weights[layer][to] = weights[layer][from];
  weights[layer][from] = 0;
  return { ...network, weights };
}

function swapsOf({ policy, layer, from, to, tries, seed }: SwapRequest): Swap[] {
  if (to !== undefined) return [{ layer, from, to }];
  const weights = policy.network.weights[layer];
  const empty = [...weights.keys()].filter((place) => weights[place] === 0);
  const random = new Random(BigInt(seed) + BigInt(from));
  return Array.from({ length: tries }, () => ({ layer, from, to: empty[random.integers(empty.length)] }));
}
