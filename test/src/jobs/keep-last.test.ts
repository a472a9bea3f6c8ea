import { expect } from "chai";
import { keepLast } from "../../../src/jobs/keep-last.js";
import { rejection } from "../data/rejection.js";

describe("what a worker keeps", () => {
  it("is opened once for jobs that need the same, and closed before another", async () => {
    const events: string[] = [];
    const kept = keepLast<string>((value) => events.push(`close ${value}`));
    const get = (key: string) =>
      kept(key, async () => {
        events.push(`open ${key}`);
        return key;
      });
    expect(await get("a")).to.equal("a");
    expect(await get("a")).to.equal("a");
    expect(await get("b")).to.equal("b");
    expect(events).to.deep.equal(["open a", "close a", "open b"]);
  });

  it("is never what was closed, where another could not be opened", async () => {
    const kept = keepLast<{ open: boolean }>((value) => {
      value.open = false;
    });
    const open = async () => ({ open: true });
    await kept("a", open);
    const refusal = new Error("no such environment");
    expect(await rejection(kept("b", () => Promise.reject(refusal)))).to.equal(refusal);
    expect(await kept("a", open)).to.deep.equal({ open: true });
  });
});
