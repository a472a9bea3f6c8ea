import { basename } from "node:path";
import { formatPolicy } from "../../networks/policy-file.js";
import type { Car } from "../../policies/network-policy.js";
import { aloneIn } from "../../recordings/folder-lock.js";
import { recordedBefore } from "../../recordings/record-episodes.js";
import type { Recording } from "../../recordings/recording.js";
import type { RecordState } from "../../viewers/web/protocol.js";
import { serveRecorder } from "../../viewers/web/recorder.js";
import type { Outcome } from "../command.js";
import { readDriver } from "../policy.js";
import type { Session } from "../session.js";
import type { RecordOptions } from "./options.js";
import { outcome } from "./outcome.js";
import { makeRace, nameOf } from "./race.js";

/** Serves the page where a person drives, or corrects a policy. */
export async function byPerson(options: RecordOptions, session: Session): Promise<Outcome> {
  const { out: folder } = options;
  const { env, environment } = await makeRace(options);
  const files: string[] = [];
  try {
    const { driver, policy } = await wheelOf(options, env.unwrapped);
    return await aloneIn(folder, async () => {
      const serving = await serveRecorder({
        ...{ env, environment, driver, policy, folder, wanted: options.episodes, seed: options.seed },
        onSaved: (file) => files.push(file),
        signal: session.signal,
        port: options.port,
      });
      session.note(`Open ${serving.url} to drive. Ctrl-C ends.`);
      await serving.closed;
      return outcome(options, session, files, await recordedBefore(folder, driver, environment));
    });
  } finally {
    env.close();
  }
}

/** Who drives in the page: a person, or a policy that is corrected. */
async function wheelOf(
  { policy: file, takeover }: RecordOptions,
  car: Car,
): Promise<{
  readonly driver: Recording["driver"];
  readonly policy?: RecordState["policy"];
}> {
  if (file === undefined || !takeover) return { driver: { kind: "person", name: "" } };
  const { policy, driver } = await readDriver(file, car);
  driver.close();
  const corrector = takeover === "person" ? "a person" : "the expert";
  return {
    driver: { kind: "policy", name: `${nameOf(file, policy)} corrected by ${corrector}` },
    policy: { name: basename(file, ".json"), text: formatPolicy(policy), corrector: takeover },
  };
}
