import type { Recording } from "../../../../recordings/recording.js";
import type { Episode } from "../../library/protocol.js";
import { element } from "../document.js";
import { Bars } from "../play/bars.js";
import { drawView } from "../play/draw-view.js";
import { actionBars } from "./action-axes.js";
import type { Agreement } from "./agreement.js";
import type { OpenEpisode } from "./player.js";
import type { RecordingsClient } from "./recordings-client.js";

/** Shows episodes of any environment, as the command draws them. */
export class ServedStage {
  readonly #client: RecordingsClient;
  readonly #gauges = new Bars(element("action-bars"));
  readonly #observation = new Bars(element("observation-bars"));
  /** The frame that is asked for when the present answer has come. */
  #wanted: { readonly name: string; readonly frame: number } | undefined;
  #isAsking = false;

  constructor(client: RecordingsClient) {
    this.#client = client;
  }

  episode(
    { name, axes, rate }: Episode,
    recording: Recording,
    difference: number | undefined,
    agreement?: Agreement,
  ): OpenEpisode {
    const proof =
      difference === undefined
        ? "replayed by the command: every reward as recorded"
        : `the replay differs from the recording at step ${difference}`;
    return {
      ...{ recording, axes, rate, agreement, proof },
      show: (frame) => {
        this.#gauges.show(actionBars(recording.actions[frame], axes));
        void this.#ask(name, frame);
      },
    };
  }

  /** Frames that come too late are left out. */
  async #ask(name: string, frame: number): Promise<void> {
    this.#wanted = { name, frame };
    if (this.#isAsking) return;
    this.#isAsking = true;
    while (this.#wanted) {
      const { name: own, frame: step } = this.#wanted;
      this.#wanted = undefined;
      const shown = await this.#client.frame(own, step);
      await drawView(element("served"), shown, `${own} after ${step} steps`);
      element("observed").hidden = !shown.observation;
      this.#observation.show(shown.observation ?? []);
    }
    this.#isAsking = false;
  }
}
