import { createRequire } from "node:module";
import { expect } from "chai";
import { InputError } from "../../../src/errors.js";
import { openTfjsNode } from "../../../src/training/engines/tfjs-node.js";
import { architectures } from "./engines.js";

describe("openTfjsNode", () => {
  it("says what to install where tfjs-node is missing", async function () {
    if (isInstalled()) this.skip();
    const options = {
      architecture: architectures["dense only"],
      loss: { kind: "cross-entropy" },
      batch: 1,
    } as const;
    const error = await openTfjsNode(options).then(
      () => expect.fail("opened"),
      (reason) => reason,
    );
    expect(error).to.be.instanceOf(InputError);
    expect(error.message).to.contain("npm install @tensorflow/tfjs-node");
  });
});

function isInstalled(): boolean {
  try {
    createRequire(import.meta.url).resolve("@tensorflow/tfjs-node");
    return true;
  } catch {
    return false;
  }
}
