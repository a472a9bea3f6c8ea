import { make } from "../../../../../envs/index.js";
import { serveRecorder } from "../../../../../src/viewers/web/recorder.js";
import type { Serving } from "../../../../../src/viewers/web/server.js";

/** Another one for each test file that runs beside this one: what a browser keeps for a page belongs to its port. */
const PORT = 18600 + 30 * Number(process.env.MOCHA_WORKER_ID ?? 0);

const environment = { id: "CarRacing-v3", options: { physics: "float32" } } as const;
const agent = { kind: "person", name: "" } as const;

/** A command behind the record page that is over when `end` settles. */
export interface RecorderSession extends Serving {
  /** The recordings' JSON files. */
  readonly files: readonly string[];
  end(): Promise<void>;
}

/** Serves the record page for laps by a person, on the tracks from 7 on. */
export async function startRecorder(folder: string, wanted: number): Promise<RecorderSession> {
  const env = await make(environment.id, environment.options);
  const files: string[] = [];
  const serving = await serveRecorder({
    ...{ env: env as never, environment, agent, folder, wanted, seed: 7, port: PORT },
    onSaved: (file) => files.push(file),
  });
  return {
    ...serving,
    files,
    async end() {
      serving.close();
      await serving.closed;
      env.close();
    },
  };
}
