import type { ClusterAddress } from "../../jobs/cluster/address.js";
import type { GlobalOptions } from "../command.js";
import type { EnvOptions } from "../env-option.js";

/** What `record` was asked for. */
export interface RecordOptions extends GlobalOptions, EnvOptions {
  readonly expert?: boolean;
  readonly policy?: string;
  readonly style?: string;
  readonly noise?: boolean;
  readonly recovery?: boolean;
  readonly relabel?: boolean;
  readonly takeover?: "person" | "expert";
  readonly episodes: number;
  readonly out: string;
  readonly port?: number;
  readonly open: boolean;
  readonly cluster?: ClusterAddress;
}

/** The kind of action noise that was asked for, if any. */
export function noiseOf({ noise, recovery }: RecordOptions): "noise" | "recovery" | undefined {
  return noise ? "noise" : recovery ? "recovery" : undefined;
}
