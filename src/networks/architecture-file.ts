import { z } from "zod";
import { InputError, inFile } from "../errors.js";
import { expectSchema, parseJson } from "../json.js";
import { readInput } from "../read-file.js";
import { type Architecture, type Input, inputShape, type Layer, outputShape } from "./architecture.js";
import { checkShapes, convSchema, denseSchema, inputSchema } from "./policy.js";

/** An architecture as people write it: what follows from the rest may be left out. */
const schema = z.strictObject({
  input: inputSchema.optional(),
  layers: z
    .array(
      z.discriminatedUnion("kind", [
        convSchema.partial({ name: true, in: true, stride: true, padding: true }),
        denseSchema.partial({ name: true, in: true }),
      ]),
    )
    .min(1),
});

/**
 * Reads an architecture: JSON as policy files have it under `architecture`, or less of it. Without `input` the network
 * reads `input`; without `in` a layer takes what the one before gives; without `name` layers are called layer1, layer2
 * and so on; a convolution's `stride` is 1 and its `padding` 0. Divisors may be left out too: see `withArchitecture`.
 * @throws InputError when the file is missing, no architecture, or its layers do not fit together
 */
export async function readArchitecture(path: string, input: Input): Promise<Architecture> {
  const text = (await readInput(path, "an architecture")).toString();
  return inFile(path, async () => {
    try {
      const written = expectSchema(parseJson(text), schema);
      const architecture = completed(written, written.input ?? input);
      checkShapes(architecture);
      return architecture;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new InputError(`expected an architecture as policy files have it, got another: ${error.message}`);
    }
  });
}

function completed({ layers }: z.infer<typeof schema>, input: Input): Architecture {
  let shape = inputShape({ input, layers: [] });
  const whole = layers.map((layer, index): Layer => {
    const { channels, height, width } = shape;
    const name = layer.name ?? `layer${index + 1}`;
    const complete: Layer =
      layer.kind === "conv"
        ? {
            ...layer,
            name,
            in: layer.in ?? channels,
            stride: layer.stride ?? 1,
            padding: layer.padding ?? 0,
          }
        : { ...layer, name, in: layer.in ?? channels * height * width };
    shape = outputShape(complete, shape);
    return complete;
  });
  return { input, layers: whole };
}
