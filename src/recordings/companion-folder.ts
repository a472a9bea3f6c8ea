import { join } from "node:path";

/**
 * The hidden folder beside the recordings, for what is known of them and is no recording: flags, and what was deleted
 * and may be taken back. Whoever looks for recordings does not look into it.
 */
export const companionOf = (recordings: string): string => join(recordings, ".library");
