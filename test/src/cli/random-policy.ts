import { Random } from "../../../envs/random.js";
import { carNetwork } from "../../../src/adapters/car-racing/architecture.js";
import { CONTROL } from "../../../src/adapters/car-racing/decoders/control.js";
import { writePolicy } from "../../../src/networks/policy-file.js";
import { randomNetwork } from "../../../src/networks/random-network.js";

/** Writes a policy for car-racing that is wired by chance, 90 % sparse. It drives, if badly. */
export function writeRandomPolicy(file: string, seed: number): Promise<void> {
  const network = randomNetwork(carNetwork(90), 90, new Random(seed));
  const encoding = { ...CONTROL, outputDivisor: 100_000 };
  return writePolicy(file, { task: "car-racing", sparsity: 90, encoding, network, provenance: {} });
}
