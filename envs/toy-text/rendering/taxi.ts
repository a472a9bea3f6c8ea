import type { RenderFrame } from "../../env.js";
import { blit, flipImage } from "../../rendering/image.js";
import { rgb, Surface } from "../../rendering/surface.js";
import {
  BACKGROUND,
  DESTINATION,
  FULL_TAXI_SIDEWAYS,
  FULL_TAXI_UPWARDS,
  HOUSE,
  PASSENGER,
  TAXI_SIDEWAYS,
  TAXI_UPWARDS,
} from "./sprites/taxi.js";

const GROUND_COLOR = rgb(250, 250, 246);

/** South, north, east and west. */
const TAXIS = [
  flipImage(TAXI_UPWARDS, false, true),
  TAXI_UPWARDS,
  TAXI_SIDEWAYS,
  flipImage(TAXI_SIDEWAYS, true, false),
];
const FULL_TAXIS = [
  flipImage(FULL_TAXI_UPWARDS, false, true),
  FULL_TAXI_UPWARDS,
  FULL_TAXI_SIDEWAYS,
  flipImage(FULL_TAXI_SIDEWAYS, true, false),
];

/** A place in the grid, row · 5 + column. */
type Place = number;

export interface TaxiScene {
  readonly taxi: Place;
  /** Where the taxi heads: 0 south, 1 north, 2 east, 3 west. */
  readonly heading: number;
  /** Where the passenger waits; undefined in the taxi. */
  readonly passenger: Place | undefined;
  readonly destination: Place;
}

/** The grid, 536 × 456, as Gymnasium draws it with pygame-ce. */
export function drawTaxi({ taxi, heading, passenger, destination }: TaxiScene): RenderFrame {
  const surface = new Surface(536, 456);
  surface.fill(GROUND_COLOR);
  blit(surface, BACKGROUND, 0, 80);
  blit(surface, HOUSE, 403, 36);
  blit(surface, DESTINATION, leftOf(destination), topOf(destination));
  if (passenger !== undefined) blit(surface, PASSENGER, leftOf(passenger) + 35, topOf(passenger) + 19);
  const image = (passenger === undefined ? FULL_TAXIS : TAXIS)[heading];
  const [dx, dy] = heading < 2 ? [25, 0] : [15, 9];
  blit(surface, image, leftOf(taxi) + dx, topOf(taxi) + dy);
  return surface.frame();
}

const leftOf = (place: Place): number => 48 + (place % 5) * 88;
const topOf = (place: Place): number => 128 + Math.floor(place / 5) * 56;
