import { InputError, inFile } from "../../errors.js";
import type { NamedTensor } from "../../exchange/named-tensor.js";
import { type Architecture, weightCount } from "../../networks/architecture.js";
import { readInput } from "../../read-file.js";
import { defineCommand, type GlobalOptions } from "../command.js";
import { envOption, envOptionsOption } from "../env-option.js";
import { pathOption } from "../options.js";
import { prepareNewFile } from "../output-file.js";
import { formatTable } from "../table.js";
import {
  architectureOption,
  decoderOption,
  loadTaskOfOptions,
  type TaskOptions,
  taskOption,
} from "../task-data.js";

interface ImportOptions extends GlobalOptions, TaskOptions {
  readonly file?: string;
  readonly out: string;
  readonly force: boolean;
}

/** `policy import`: weights that PyTorch has trained, as the dense start of p-SIREN. */
export const importPolicy = defineCommand<ImportOptions>({
  words: "import <file>",
  describe: "Take dense weights out of PyTorch, as safetensors or ONNX, for `train --from` to prune",
  builder: (parser) =>
    parser
      .positional("file", {
        type: "string",
        coerce: pathOption("file", "a safetensors or ONNX file"),
        describe: "A state dict as NAME.safetensors, or a model as NAME.onnx",
      })
      .option("task", taskOption)
      .option("env", envOption)
      .option("env-options", envOptionsOption)
      .option("decoder", decoderOption)
      .option("architecture", architectureOption)
      .option("out", {
        default: "dense.json",
        requiresArg: true,
        coerce: pathOption("out", "a file to write"),
        describe: "Where the weights go, for train --from",
      })
      .option("force", { type: "boolean", default: false, describe: "Replace a file that is there" })
      .example(
        "$0 policy import digits.safetensors --task mnist",
        "dense.json, for aann-gym train --from dense.json",
      )
      .example(
        "$0 policy import pole.onnx --env CartPole-v1 --out pole-dense.json",
        "a network that PyTorch exported as ONNX",
      ),
  async run(options) {
    const { file, out, force, decoder } = options;
    if (file === undefined) throw new InputError("expected a safetensors or ONNX file, got none");
    if (options.task === undefined && options.env === undefined) {
      throw new InputError("option --task: expected it, or --env, for what the network is, got neither");
    }
    const { readArchitecture } = await import("../../networks/architecture-file.js");
    const { denseWeights } = await import("../../exchange/dense-weights.js");
    const { writeDense } = await import("../../training/dense-file.js");
    const { withArchitecture } = await import("../../tasks/with-architecture.js");
    await prepareNewFile(out, force);
    const { architecture: given, ...others } = options;
    const task = await loadTaskOfOptions(others);
    const own = task.architecture(0);
    const architecture =
      given === undefined ? withoutDivisors(own) : await readArchitecture(given, own.input);
    if (given !== undefined) await inFile(given, async () => withArchitecture(task, architecture));
    const weights = denseWeights(await readTensors(file, architecture), architecture, file);
    await writeDense(out, {
      ...(task.env ? { env: task.env } : { task: options.task }),
      ...(decoder !== undefined && { decoder }),
      ...{ architecture, weights },
    });
    const layers = architecture.layers.map((layer, index) => ({
      name: layer.name,
      weights: weightCount(layer),
      largest: weights[index].reduce((most, value) => Math.max(most, Math.abs(value)), 0),
    }));
    return {
      json: { ...(task.env ? { env: task.env } : { task: task.name }), out, layers },
      text: [
        formatTable(
          ["layer", "weights", "largest magnitude"],
          layers.map(({ name, weights: count, largest }) => [name, count, largest.toFixed(4)]),
        ),
        `The weights are in ${out}. Next: aann-gym train --from ${out}`,
      ].join("\n"),
    };
  },
});

/** The divisors follow from the sparsity, of which training is told. */
function withoutDivisors({ input, layers }: Architecture): Architecture {
  return { input, layers: layers.map(({ divisor: _, ...layer }) => layer) };
}

async function readTensors(path: string, architecture: Architecture): Promise<NamedTensor[]> {
  const bytes = await readInput(path, "a safetensors or ONNX file");
  if (/\.onnx$/i.test(path)) {
    const { readOnnxWeights } = await import("../../exchange/onnx/read-weights.js");
    return readOnnxWeights(bytes, architecture, path);
  }
  if (!/\.safetensors$/i.test(path)) {
    throw new InputError(`${path}: expected a name that ends in .safetensors or .onnx, got another`);
  }
  const { readSafetensors } = await import("../../exchange/safetensors.js");
  return readSafetensors(bytes, path);
}
