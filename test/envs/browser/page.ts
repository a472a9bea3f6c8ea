import * as gym from "../../../envs/index.js";
import { replay } from "../gymnasium/replay.js";
import { fingerprints } from "./fingerprints.js";

/** What the test calls. The whole gym is in it, so that all of it must load in a page. */
const globals = { gym, fingerprints, replay };

export type PageGlobals = typeof globals;

Object.assign(globalThis, globals);
