import { expect } from "chai";
import { decodeMessage, encodeMessage } from "../../../src/web/message.js";

describe("a message to a page", () => {
  it("comes back as it was sent", () => {
    const values = { score: -0.1, driver: "größter Fahrer", finished: [] };
    const pictures = [
      { width: 2, height: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6) },
      { width: 1, height: 1, data: Uint8Array.of(7, 8, 9) },
    ];
    const { buffer } = encodeMessage({ values, pictures });
    expect(decodeMessage(buffer)).to.deep.equal({ values, pictures });
  });

  it("holds a copy of the pictures", () => {
    const picture = { width: 1, height: 1, data: Uint8Array.of(1, 2, 3) };
    const { buffer } = encodeMessage({ values: null, pictures: [picture] });
    picture.data.fill(0);
    expect([...decodeMessage(buffer).pictures[0]!.data]).to.deep.equal([1, 2, 3]);
  });
});
