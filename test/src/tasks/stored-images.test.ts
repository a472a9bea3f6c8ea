import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { formatIdx } from "../../../src/data/idx.js";
import { type Edition, pathOf, type StoredDataSet } from "../../../src/data/stored-data-set.js";
import { InputError } from "../../../src/errors.js";
import { fashionMnist, storedImages } from "../../../src/tasks/stored-images.js";
import { describeFile, randomBytes } from "../data/bytes.js";
import { rejection } from "../data/rejection.js";
import { temporaryFolder } from "../recordings/temporary-folder.js";

const PIXELS = 28 * 28;

describe("Stored pictures", () => {
  const folder = temporaryFolder();

  /** Writes 5,003 training and 7 test images. */
  async function store(): Promise<{ dataSet: StoredDataSet; images: Uint8Array; labels: Uint8Array }> {
    const images = randomBytes(5_003 * PIXELS);
    const labels = randomBytes(5_003, 1).map((byte) => byte % 10);
    const contents = {
      "train-images": formatIdx([5_003, 28, 28], images),
      "train-labels": formatIdx([5_003], labels),
      "test-images": formatIdx([7, 28, 28], images.subarray(0, 7 * PIXELS)),
      "test-labels": formatIdx([7], labels.subarray(0, 7)),
    };
    const files = Object.fromEntries(
      Object.entries(contents).map(([part, bytes]) => [part, describeFile(part, bytes)]),
    ) as unknown as Edition["files"];
    const edition: Edition = { name: "a", source: "this test", folder: () => folder(), files };
    for (const [part, bytes] of Object.entries(contents)) {
      await writeFile(pathOf(edition, part as keyof typeof contents), bytes);
    }
    return {
      dataSet: { name: "stamps", title: "Stamps", licence: "MIT", editions: [edition] },
      images,
      labels,
    };
  }

  it("hold the last 5,000 training pictures out, and give the test's own", async () => {
    const { dataSet, images, labels } = await store();
    const { load, loadTest } = storedImages(dataSet);
    const { fit, validation } = await load();
    expect([fit.count, validation.count]).to.deep.equal([3, 5_000]);
    expect(Buffer.from(fit.images).equals(images.subarray(0, 3 * PIXELS))).to.equal(true);
    expect(Buffer.from(validation.images).equals(images.subarray(3 * PIXELS))).to.equal(true);
    expect(validation.targets).to.deep.equal({ kind: "classes", labels: labels.subarray(3) });
    const test = await loadTest();
    expect(test.count).to.equal(7);
    expect(test.targets).to.deep.equal({ kind: "classes", labels: labels.subarray(0, 7) });
  });

  it("are refused when there are more pictures than labels", async () => {
    const { dataSet, labels } = await store();
    const path = pathOf(dataSet.editions[0], "test-labels");
    await writeFile(path, formatIdx([6], labels.subarray(0, 6)));
    const error = await rejection(storedImages(dataSet).loadTest());
    expect(error).to.be.instanceOf(InputError).with.property("message").that.includes("7 images but 6");
  });
});

describe("Fashion-MNIST", () => {
  const folder = temporaryFolder();
  let before: string | undefined;
  beforeEach(() => {
    before = process.env.AANN_GYM_DATA;
    process.env.AANN_GYM_DATA = join(folder(), "data");
  });
  afterEach(() => {
    if (before === undefined) delete process.env.AANN_GYM_DATA;
    else process.env.AANN_GYM_DATA = before;
  });

  it("says how to get it where it is missing", async () => {
    const error = await rejection(fashionMnist.load({ recordings: "" }));
    expect(error).to.be.instanceOf(InputError);
    expect((error as Error).message).to.equal(
      "Fashion-MNIST is not on this machine: run aann-gym data fetch fashion-mnist",
    );
  });
});
