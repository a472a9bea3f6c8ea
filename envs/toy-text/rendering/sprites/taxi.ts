import { rgb } from "../../../rendering/surface.js";
import { pixelArt } from "./pixel-art.js";

// The images of Taxi, from Gymnasium (MIT licence), toy_text/img/taxi.

/** Letters of the colours. */
const PALETTE = {
  a: rgb(250, 250, 246),
  b: rgb(56, 58, 70),
  c: rgb(212, 210, 202),
  d: rgb(202, 102, 92),
  e: rgb(233, 231, 225),
  f: rgb(152, 184, 110),
  g: rgb(232, 196, 88),
  h: rgb(116, 150, 198),
  i: rgb(168, 84, 74),
  j: rgb(176, 138, 74),
  k: rgb(205, 166, 94),
  l: rgb(140, 180, 214),
  m: rgb(198, 224, 242),
  n: rgb(122, 86, 58),
};

export const BACKGROUND = pixelArt(
  `9*134a 2*9a116b9a 9a2b111a2b10a 9a2ba110c2b10a 3*9a2bac20dec20e2b21ec21ec20fe2b10a
9a2bac8d3a9dec20e2b21ec21ec8f3a9fe2b10a 9a2bac8dada9dec20e2b21ec21ec8fa11fe2b10a
9a2bac8d3a9dec20e2b21ec21ec8fafa9fe2b10a 9a2bac8d2a10dec20e2b21ec21ec8fafa9fe2b10a
9a2bac8dada9dec20e2b21ec21ec8f3a9fe2b10a 4*9a2bac20dec20e2b21ec21ec20fe2b10a
9a2bac21ec20e2b21ec21ec21e2b10a 9a2ba43c2b65c2b10a 13*9a2bac21ec20e2b21ec21ec20ec2b10a
9a2ba110c2b10a 13*9a2bac21ec21ec21ec21ec20ec2b10a 9a2ba110c2b10a
13*9a2bac20e2b21ec20e2b21ec20ec2b10a 9a2ba21c2b42c2b43c2b10a 3*9a2bac20g2b21ec20e2b20hec20ec2b10a
9a2bac8gaga9g2b21ec20e2b8h2a10hec20ec2b10a 9a2bac8gaga9g2b21ec20e2b8haha9hec20ec2b10a
9a2bac9ga10g2b21ec20e2b8h2a10hec20ec2b10a 9a2bac9ga10g2b21ec20e2b8haha9hec20ec2b10a
9a2bac9ga10g2b21ec20e2b8h2a10hec20ec2b10a 4*9a2bac20g2b21ec20e2b20hec20ec2b10a
9a2bac20e2b42c2b21e22c2b10a 2*9a116b9a 9a2b111a2b10a 9*134a`,
  PALETTE,
);

export const HOUSE = pixelArt(
  `5.10b5. 4.b10db4. 3.b12db3. 2.b14db2. .b16db. b18ib 20b bj17kb bj2k4b3k4b4kb bj2kblmb3kblmb4kb
bj2kb2mb3kb2mb4kb bj2k4b3k4b4kb 2*bj17kb bj2k4b3k4b4kb bj2kblmb3kblmb4kb bj2kb2mb3kb2mb4kb
bj2k4b3k4b4kb bj6k4b7kb 4*bj6kb2nb7kb 20b`,
  PALETTE,
);

export const DESTINATION = pixelArt(`22. 2*.20b. 8*.2b16.2b. 2*.20b. 22.`, PALETTE);

export const PASSENGER = pixelArt(`2*.2b. 4b 2*.2b. .b.b`, PALETTE);

export const TAXI_SIDEWAYS = pixelArt(
  `6.d7. 4.5b5. 3.b4mgb4. .2b9gb. 2*b12gb 5b4g5b 2.2b6.2b2. 14.`,
  PALETTE,
);

export const FULL_TAXI_SIDEWAYS = pixelArt(
  `6.d7. 4.5b5. 3.b4mfb4. .2b9fb. 2*b12fb 5b4f5b 2.2b6.2b2. 14.`,
  PALETTE,
);

export const TAXI_UPWARDS = pixelArt(
  `3.3b3. 2*2.b3gb2. 2*.b5mb. 2*.b5gb. 2*b7gb bd5gdb 2b5g2b 9b .2b3.2b. 9.`,
  PALETTE,
);

export const FULL_TAXI_UPWARDS = pixelArt(
  `3.3b3. 2*2.b3fb2. 2*.b5mb. 2*.b5fb. 2*b7fb bd5fdb 2b5f2b 9b .2b3.2b. 9.`,
  PALETTE,
);
