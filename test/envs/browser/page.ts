import { fingerprints } from "./fingerprints.js";

// For the test to call.
Object.assign(globalThis, { fingerprints });
