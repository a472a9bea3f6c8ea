import { adapterOf } from "../../adapters/environments.js";
import { ReplayPolicy } from "../../policies/policy.js";
import { type Recording, returnOf } from "../../recordings/recording.js";
import { environmentOfRecording } from "../../recordings/replay.js";
import { type ActionNames, actionNamesOf } from "../../recordings/statistics.js";
import { describeAgent } from "../../recordings/summary.js";
import { LiveEpisode } from "../../rollout/rollout.js";
import { playRequest, rateOf, viewOf } from "./play.js";
import type { PlayRequest, PlayState } from "./protocol.js";
import { type Serving, serve } from "./server.js";

/** A recording and where it lies. */
export interface NamedRecording {
  readonly name: string;
  readonly file: string;
  readonly recording: Recording;
}

export interface ReplayRecordingsOptions {
  /** At least one. */
  readonly recordings: readonly NamedRecording[];
  readonly signal?: AbortSignal;
  /** The first port to try; see `serve`. */
  readonly port?: number;
}

const requestSchema = playRequest(["look", "next"]);

/** A recording under way: its actions are taken again from its seed. */
interface Replay {
  readonly live: LiveEpisode;
  readonly agent: string;
  readonly names: ActionNames;
}

/**
 * Serves the play page for recordings of any environment, one after the other, and after the last one the first. The environments
 * run in the command.
 */
export async function replayRecordings({
  recordings,
  signal,
  port,
}: ReplayRecordingsOptions): Promise<Serving> {
  let index = 0;
  let replay = await open(recordings[index]);
  const episodes: PlayState["episodes"][number][] = [];
  const end = () => replay.live.env.close();
  const serving = await serve({ page: "play", request: requestSchema, answer, signal, port }).catch(
    (error) => {
      end();
      throw error;
    },
  );
  return { ...serving, closed: serving.closed.finally(end) };

  async function answer(request: PlayRequest): Promise<PlayState> {
    if (request.kind === "next") {
      index = (index + 1) % recordings.length;
      const next = await open(recordings[index]);
      end();
      replay = next;
    } else if (request.kind === "step") advance(request.count);
    const { live, agent, names } = replay;
    const { environment, seed } = recordings[index].recording;
    const view = { ...viewOf({ name: agent, live }, environment.id, names), ended: hasEnded() };
    return { env: environment.id, speed: 1, rate: rateOf(live), seed, views: [view], episodes };
  }

  /** Of what was recorded: an episode may have been left before its end. */
  function hasEnded(): boolean {
    return replay.live.state.step >= recordings[index].recording.actions.length || replay.live.state.ended;
  }

  function advance(count: number): void {
    const wasOver = hasEnded();
    for (let step = 0; step < count && !hasEnded(); step++) replay.live.advance();
    if (wasOver || !hasEnded()) return;
    const { recording } = recordings[index];
    const { seed, actions } = recording;
    episodes.push({ agent: replay.agent, seed, steps: actions.length, return: returnOf(recording) });
  }
}

async function open({ name, file, recording }: NamedRecording): Promise<Replay> {
  const { environment, seed, actions, agent } = recording;
  const env = await environmentOfRecording(recording, file);
  try {
    const names = actionNamesOf(env, await adapterOf(environment.id));
    const live = new LiveEpisode(env, new ReplayPolicy(actions), seed);
    return { live, names, agent: `${name}, ${describeAgent(agent)}` };
  } catch (error) {
    env.close();
    throw error;
  }
}
