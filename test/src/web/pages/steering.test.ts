import { expect } from "chai";
import { Steering } from "../../../../src/web/pages/steering.js";

const holding = (...keys: string[]) => ({
  isHeld: (...codes: string[]) => codes.some((code) => keys.includes(code)),
});

function drive(steering: Steering, steps: number, ...keys: string[]): [number, number, number] {
  let action: [number, number, number] = [0, 0, 0];
  for (let step = 0; step < steps; step++) action = steering.next(holding(...keys));
  return action;
}

describe("steering by keys", () => {
  it("turns further the longer a key is held, to the end and no further", () => {
    const steering = new Steering();
    const [first] = drive(steering, 1, "ArrowRight");
    const [second] = drive(steering, 1, "ArrowRight");
    expect(first).to.be.above(0);
    expect(second).to.be.above(first);
    expect(drive(steering, 100, "ArrowRight")[0]).to.equal(1);
    expect(drive(steering, 100, "ArrowLeft")[0]).to.equal(-1);
  });

  it("straightens when let go, and faster than it turns when turned back", () => {
    const steering = new Steering();
    const [turned] = drive(steering, 4, "KeyA");
    const [back] = drive(steering, 1, "KeyD");
    expect(back - turned).to.be.above(-turned / 4);
    expect(drive(steering, 100)[0]).to.equal(0);
  });

  it("goes straight with both keys", () => {
    expect(drive(new Steering(), 10, "ArrowLeft", "ArrowRight")[0]).to.equal(0);
  });

  it("presses the pedals, never so hard that the wheels lock", () => {
    const steering = new Steering();
    expect(drive(steering, 100, "ArrowUp")).to.deep.equal([0, 1, 0]);
    expect(drive(steering, 100, "KeyS")).to.deep.equal([0, 0, 0.8]);
    steering.reset();
    expect(drive(steering, 1)).to.deep.equal([0, 0, 0]);
  });
});
