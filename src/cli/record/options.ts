import type { PHYSICS } from "../../../envs/box2d/car-racing/physics/load.js";
import type { Bursts } from "../../adapters/car-racing/action-noise.js";
import type { Style } from "../../recordings/demonstrator.js";
import type { Corrector } from "../../viewers/web/protocol.js";
import type { GlobalOptions } from "../command.js";

/** What `record` was asked for. */
export interface RecordOptions extends GlobalOptions {
  readonly expert?: boolean;
  readonly policy?: string;
  readonly style: Style;
  readonly noise?: boolean;
  readonly recovery?: boolean;
  readonly relabel?: boolean;
  readonly takeover?: Corrector;
  readonly episodes: number;
  readonly out: string;
  readonly physics: (typeof PHYSICS)[number];
  readonly port?: number;
}

/** How the driver is disturbed, if it is. */
export function burstsOf({ noise, recovery }: RecordOptions): Bursts | undefined {
  return noise ? "noise" : recovery ? "recovery" : undefined;
}
