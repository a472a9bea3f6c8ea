/** Python packages with the same environments. */
export const PEERS = ["gymnasium", "envpool"] as const;
export type Peer = (typeof PEERS)[number];
