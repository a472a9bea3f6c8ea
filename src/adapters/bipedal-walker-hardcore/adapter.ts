import type { EnvAdapter } from "../../policies/env-adapter.js";
import { adapter as walker } from "../bipedal-walker/adapter.js";

/** As BipedalWalker, whose expert does not get over what lies in the way here. */
export const adapter: EnvAdapter = { ...walker, experts: undefined };
