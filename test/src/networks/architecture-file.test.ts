import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Input } from "../../../src/networks/architecture.js";
import { readArchitecture } from "../../../src/networks/architecture-file.js";
import { imageNetwork } from "../../../src/tasks/image-network.js";
import { temporaryFolder } from "../recordings/temporary-folder.js";

const input: Input = { height: 28, width: 28, channels: 1, crop: null, centred: false };

describe("an architecture in a file", () => {
  const folder = temporaryFolder();

  function written(content: unknown): string {
    const path = join(folder(), "net.json");
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
    return path;
  }

  it("is read as policy files have it", async () => {
    const whole = imageNetwork(90);
    expect(await readArchitecture(written(whole), input)).to.deep.equal(whole);
  });

  it("may leave out what follows from the rest", async () => {
    const pool = { size: 2, stride: 2 };
    const short = {
      layers: [
        { kind: "conv", out: 8, kernel: 5, pool },
        { kind: "conv", out: 6, kernel: 3, padding: 1, stride: 2, divisor: 4 },
        { kind: "dense", out: 10, name: "last" },
      ],
    };
    expect(await readArchitecture(written(short), input)).to.deep.equal({
      input,
      layers: [
        { name: "layer1", kind: "conv", in: 1, out: 8, kernel: 5, stride: 1, padding: 0, pool },
        { name: "layer2", kind: "conv", in: 8, out: 6, kernel: 3, stride: 2, padding: 1, divisor: 4 },
        { name: "last", kind: "dense", in: 6 * 6 * 6, out: 10 },
      ],
    });
  });

  it("counts what the crop leaves of the image", async () => {
    const crop = { row: 4, column: 0, height: 20, width: 28 };
    const { layers } = await readArchitecture(written({ layers: [{ kind: "dense", out: 3 }] }), {
      ...input,
      crop,
    });
    expect(layers[0]!.in).to.equal(20 * 28);
  });

  const refuses = (title: string, content: unknown, message: RegExp) =>
    it(`is refused ${title}`, async () => {
      const path = written(content);
      const error = await readArchitecture(path, input).then(
        () => undefined,
        (thrown: Error) => thrown,
      );
      expect(error?.message).to.match(message);
      expect(error?.message).to.contain(path);
    });

  refuses("when it is no JSON", "{", /expected an architecture as policy files have it/);
  refuses("without layers", { layers: [] }, /layers/);
  refuses("with a member that there is not", { layers: [{ kind: "dense", out: 3, bias: true }] }, /bias/);
  refuses(
    "when a layer takes something else than comes",
    { layers: [{ kind: "dense", out: 3, in: 7 }] },
    /layer layer1 takes 7 features, but 784 come/,
  );
  refuses(
    "when a kernel is larger than its image",
    { layers: [{ kind: "conv", out: 3, kernel: 29 }] },
    /layer layer1 gets too small an image/,
  );
  refuses(
    "when two layers have one name",
    {
      layers: [
        { kind: "dense", out: 3, name: "a" },
        { kind: "dense", out: 3, name: "a" },
      ],
    },
    /two layers are called a/,
  );
  refuses("beyond what can be computed", { layers: [{ kind: "dense", out: 1e9 }] }, /1e8|100000000/);

  it("is refused when it is a folder, or not there", async () => {
    const path = join(folder(), "nets.json");
    const refusal = () =>
      readArchitecture(path, input).then(
        () => "",
        ({ message }: Error) => message,
      );
    expect(await refusal()).to.equal(`${path}: expected an architecture, got no such file`);
    mkdirSync(path);
    expect(await refusal()).to.equal(`${path}: expected a file, got a folder`);
  });
});
