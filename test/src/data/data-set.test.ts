import { expect } from "chai";
import { select } from "../../../src/data/data-set.js";

describe("select", () => {
  const images = Uint8Array.of(1, 1, 2, 2, 3, 3);

  it("copies chosen pictures with their classes", () => {
    const targets = { kind: "classes", labels: Uint8Array.of(7, 8, 9) } as const;
    expect(select({ count: 3, images, targets }, [2, 0, 2])).to.deep.equal({
      count: 3,
      images: Uint8Array.of(3, 3, 1, 1, 3, 3),
      targets: { kind: "classes", labels: Uint8Array.of(9, 7, 9) },
    });
  });

  it("copies chosen pictures with their wished values", () => {
    const targets = { kind: "values", outputs: 2, values: Float32Array.of(1, 2, 3, 4, 5, 6) } as const;
    const { count, targets: chosen } = select({ count: 3, images, targets }, [1]);
    expect(count).to.equal(1);
    expect(chosen).to.deep.equal({ kind: "values", outputs: 2, values: Float32Array.of(3, 4) });
  });
});
