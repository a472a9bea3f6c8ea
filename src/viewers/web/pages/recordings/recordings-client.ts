import type {
  Episode,
  Library,
  LibraryAnswer,
  LibraryRequest,
  ReplayedFrame,
} from "../../library/protocol.js";
import type { ViewedAgent } from "../../protocol.js";
import { Connection } from "../connection.js";
import type { Agreement } from "./agreement.js";

/** The folder behind the page. Every method throws an `Error` with one sentence when the command refuses. */
export class RecordingsClient {
  readonly #connection: Connection<LibraryRequest, LibraryAnswer>;

  private constructor(connection: Connection<LibraryRequest, LibraryAnswer>) {
    this.#connection = connection;
  }

  static async open(): Promise<RecordingsClient> {
    return new RecordingsClient(await Connection.open());
  }

  /** Settles with a sentence when the command has ended. */
  get lost(): Promise<string> {
    return this.#connection.lost;
  }

  async look(): Promise<Library> {
    return (await this.#ask("library", { kind: "look" })).library;
  }

  /** The text of a recording's file. */
  async text(name: string): Promise<string> {
    return (await this.#ask("text", { kind: "open", name })).text;
  }

  /** What is to be seen after so many steps of an episode. */
  async frame(name: string, step: number): Promise<ReplayedFrame> {
    return (await this.#ask("frame", { kind: "frame", name, step })).frame;
  }

  /** The first step with another reward than recorded; undefined where there is none. */
  async difference(name: string): Promise<number | undefined> {
    return (await this.#ask("proof", { kind: "prove", name })).difference ?? undefined;
  }

  /** What a policy would have done in an episode of an environment that the command replays. */
  async compare({ name, axes }: Episode, { name: agent, policy }: ViewedAgent): Promise<Agreement> {
    const request = { kind: "compare", name, agent, policy: policy! } as const;
    const { actions, differences } = await this.#ask("agreement", request);
    return {
      controls: axes.length,
      actions: Float32Array.from(actions),
      differences: Float32Array.from(differences),
    };
  }

  /** The steps of recordings as comma-separated values. */
  async csv(names: readonly string[]): Promise<string> {
    return (await this.#ask("text", { kind: "export", names })).text;
  }

  async flag(name: string, flagged: boolean): Promise<void> {
    await this.#ask("done", { kind: "flag", name, flagged });
  }

  /** @returns the new episode of the first steps */
  async trim(name: string, steps: number): Promise<Episode> {
    return (await this.#ask("episode", { kind: "trim", name, steps })).episode;
  }

  async delete(name: string): Promise<void> {
    await this.#ask("done", { kind: "delete", name });
  }

  /** Takes back the episode that was deleted last. */
  async restore(): Promise<Episode> {
    return (await this.#ask("episode", { kind: "restore" })).episode;
  }

  async #ask<Kind extends LibraryAnswer["kind"]>(
    kind: Kind,
    request: LibraryRequest,
  ): Promise<Extract<LibraryAnswer, { kind: Kind }>> {
    const answer = await this.#connection.ask(request);
    if (answer.kind === "refused") throw new Error(answer.reason);
    if (answer.kind !== kind) throw new Error(`expected the answer ${kind}, got ${answer.kind}`);
    return answer as Extract<LibraryAnswer, { kind: Kind }>;
  }
}
