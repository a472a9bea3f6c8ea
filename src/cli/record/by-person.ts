import { basename } from "node:path";
import { DEFAULT_ENV } from "../../../envs/built-in.js";
import { adapterOf, openEnv } from "../../adapters/environments.js";
import { expertOf } from "../../adapters/experts.js";
import { InputError } from "../../errors.js";
import { formatPolicy } from "../../networks/policy-file.js";
import { ExpertTakeover } from "../../policies/expert-takeover.js";
import { keysFor } from "../../policies/keys.js";
import type { Policy } from "../../policies/policy.js";
import { nameOfPolicy } from "../../recordings/demonstrate.js";
import { aloneIn } from "../../recordings/folder-lock.js";
import { recordedBefore } from "../../recordings/record-episodes.js";
import type { Agent } from "../../recordings/recording.js";
import { actionNamesOf } from "../../recordings/statistics.js";
import { LiveEpisode } from "../../rollout/rollout.js";
import { Hands, serveRecordPlay } from "../../viewers/web/play.js";
import type { RecordState } from "../../viewers/web/protocol.js";
import type { RecordingSessionOptions } from "../../viewers/web/record/recording-session.js";
import { serveRecorder } from "../../viewers/web/recorder.js";
import type { Serving } from "../../viewers/web/server.js";
import type { Outcome } from "../command.js";
import { environmentOrDefault } from "../env-option.js";
import { openPolicy } from "../policy.js";
import type { Session } from "../session.js";
import type { RecordOptions } from "./options.js";
import { outcome } from "./outcome.js";

/** Serves the page where a person acts, or corrects a policy. */
export async function byPerson(options: RecordOptions, session: Session): Promise<Outcome> {
  const { out: folder, policy: file, takeover } = options;
  const opened = file === undefined ? undefined : await openPolicy(file, options);
  const environment = opened?.reference ?? (await environmentOrDefault(options));
  const env = opened?.env ?? (await openEnv(environment));
  const files: string[] = [];
  try {
    let agent: Agent = { kind: "person", name: "" };
    let policy: RecordState["policy"];
    if (opened && file !== undefined && takeover) {
      if (takeover === "expert") expertOf(await adapterOf(environment.id), environment, env);
      const whom = takeover === "person" ? "a person" : "the expert";
      agent = {
        kind: "policy",
        name: `${nameOfPolicy(basename(file, ".json"), opened.file)} corrected by ${whom}`,
      };
      policy = { name: basename(file, ".json"), text: formatPolicy(opened.file), intervention: takeover };
    }
    return await aloneIn(folder, async () => {
      const recording: RecordingSessionOptions = {
        ...{ env, environment, agent, policy, folder, wanted: options.episodes, seed: options.seed },
        onSaved: (saved) => files.push(saved),
      };
      const { signal } = session;
      const serving =
        environment.id === DEFAULT_ENV
          ? await serveRecorder({ ...recording, signal, port: options.port })
          : await serveHands(recording, opened?.policy, options, signal);
      session.showPage(serving.url, "to act", options.open);
      await serving.closed;
      return outcome(options, session, files, await recordedBefore(folder, agent, environment));
    });
  } finally {
    opened?.policy.close();
    env.close();
  }
}

/** For environments without a page of their own: the command steps them. */
async function serveHands(
  recording: RecordingSessionOptions,
  policy: Policy | undefined,
  { takeover, port }: RecordOptions,
  signal: AbortSignal,
): Promise<Serving> {
  const { environment, seed } = recording;
  const env = await openEnv(environment);
  const adapter = await adapterOf(environment.id);
  const hands = new Hands(overruling(), policy);
  const serving = await serveRecordPlay({
    ...{ recording, hands, live: new LiveEpisode(env, hands, seed), names: actionNamesOf(env, adapter) },
    ...{ speed: 1, signal, port },
  });
  void serving.closed.finally(() => env.close()).catch(() => undefined);
  return serving;

  function overruling() {
    if (takeover === "expert")
      return { expert: new ExpertTakeover(expertOf(adapter, environment, env).policy, env) };
    const keys = keysFor(env.actionSpace, adapter.keys);
    if (keys) return { keys };
    throw new InputError(
      `record: expected an environment with few enough actions for a keyboard, got ${env.actionSpace}`,
    );
  }
}
