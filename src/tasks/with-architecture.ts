import { InputError } from "../errors.js";
import type { Architecture } from "../networks/architecture.js";
import { withUsualDivisors } from "./default-network.js";
import { describeShape } from "./policies.js";
import type { Task } from "./task.js";

/**
 * A task with another network between its inputs and outputs. Where the network is the task's own, so are its divisors;
 * where it names some, these are kept.
 * @throws InputError when the network does not read what the task shows, or has more or fewer outputs
 */
export function withArchitecture(task: Task, architecture: Architecture): Task {
  const own = task.architecture(0);
  const expected = describeShape(own);
  const shape = describeShape(architecture);
  if (shape !== expected) throw new InputError(`expected a network ${expected}, got one ${shape}`);
  if (JSON.stringify(wiring(own)) === JSON.stringify(wiring(architecture))) return task;
  return {
    ...task,
    architecture(sparsity) {
      const suited = (task.withDivisors ?? withUsualDivisors)(architecture, sparsity);
      const layers = suited.layers.map((layer, index) => ({ ...layer, ...dividedBy(architecture, index) }));
      return { ...suited, layers };
    },
  };
}

function dividedBy({ layers }: Architecture, index: number) {
  const { divisor } = layers[index];
  return divisor === undefined ? {} : { divisor };
}

/** All of an architecture but the names and divisors of its layers, members in one order. */
function wiring({ input, layers }: Architecture) {
  const { height, width, channels, crop, centred } = input;
  return [
    [height, width, channels, crop && [crop.row, crop.column, crop.height, crop.width], centred],
    ...layers.map((layer) =>
      layer.kind === "dense"
        ? [layer.in, layer.out]
        : [
            layer.in,
            layer.out,
            layer.kernel,
            layer.stride,
            layer.padding,
            layer.pool?.size,
            layer.pool?.stride,
          ],
    ),
  ];
}
