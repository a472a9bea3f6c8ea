import type { LiveEvent } from "./messages.js";

/** An event as JSON holds it: lists instead of typed arrays. */
export function packEvent(event: LiveEvent): object {
  if (event.kind === "network") return { ...event, weights: event.weights.map((layer) => [...layer]) };
  if (event.kind === "family") return { ...event, changes: [...event.changes] };
  if (event.kind === "demonstration") return { ...event, path: [...event.path] };
  return event;
}

/** @param packed as `packEvent` gives it */
export function unpackEvent(packed: object): LiveEvent {
  const event = packed as LiveEvent;
  if (event.kind === "network")
    return { ...event, weights: event.weights.map((layer) => Int8Array.from(layer)) };
  if (event.kind === "family") return { ...event, changes: Float32Array.from(event.changes) };
  if (event.kind === "demonstration") return { ...event, path: Float32Array.from(event.path) };
  return event;
}
