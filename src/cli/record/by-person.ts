import { basename } from "node:path";
import { adapterOf, openEnv } from "../../adapters/environments.js";
import { formatPolicy } from "../../networks/policy-file.js";
import { aloneIn } from "../../recordings/folder-lock.js";
import { recordedBefore } from "../../recordings/record-episodes.js";
import type { Agent } from "../../recordings/recording.js";
import type { RecordState } from "../../viewers/web/protocol.js";
import { serveRecorder } from "../../viewers/web/recorder.js";
import type { Outcome } from "../command.js";
import { environmentOrDefault } from "../env-option.js";
import { openPolicy } from "../policy.js";
import type { Session } from "../session.js";
import { expertOf } from "./by-program.js";
import type { RecordOptions } from "./options.js";
import { nameOf, outcome } from "./outcome.js";

/** Serves the page where a person acts, or corrects a policy. */
export async function byPerson(options: RecordOptions, session: Session): Promise<Outcome> {
  const { out: folder, policy: file, takeover } = options;
  const opened = file === undefined ? undefined : await openPolicy(file, options);
  opened?.policy.close();
  const environment = opened?.reference ?? (await environmentOrDefault(options));
  const env = opened?.env ?? (await openEnv(environment));
  const files: string[] = [];
  try {
    let agent: Agent = { kind: "person", name: "" };
    let policy: RecordState["policy"];
    if (opened && file !== undefined && takeover) {
      if (takeover === "expert") expertOf(await adapterOf(environment.id), environment, undefined, env);
      const whom = takeover === "person" ? "a person" : "the expert";
      agent = { kind: "policy", name: `${nameOf(file, opened.file)} corrected by ${whom}` };
      policy = { name: basename(file, ".json"), text: formatPolicy(opened.file), corrector: takeover };
    }
    return await aloneIn(folder, async () => {
      const serving = await serveRecorder({
        ...{ env, environment, agent, policy, folder, wanted: options.episodes, seed: options.seed },
        onSaved: (saved) => files.push(saved),
        signal: session.signal,
        port: options.port,
      });
      session.note(`Open ${serving.url} to act. Ctrl-C ends.`);
      await serving.closed;
      return outcome(options, session, files, await recordedBefore(folder, agent, environment));
    });
  } finally {
    env.close();
  }
}
