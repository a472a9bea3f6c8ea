import { expect } from "chai";
import { adapter } from "../../../../src/adapters/car-racing/adapter.js";
import { DECODERS, readDecoder } from "../../../../src/adapters/car-racing/decoders.js";
import { readAction } from "../../../../src/adapters/network-policy.js";
import { InputError } from "../../../../src/errors.js";
import { loadTask } from "../../../../src/tasks/tasks.js";

describe("decoders of CarRacing", () => {
  it("are read as they are written", () => {
    for (const { settings } of Object.values(DECODERS)) {
      expect(readDecoder(settings).settings).to.deep.equal(settings);
    }
  });

  it("are refused when missing, unknown or out of range", () => {
    const { architecture } = adapter;
    const network = { architecture: architecture!(0), weights: [] };
    const control = { ...DECODERS.control.settings, outputDivisor: 1000 };
    const aim = { ...DECODERS.aim.settings, outputDivisor: 1000 };
    for (const wrong of [
      undefined,
      { kind: "telepathy", outputDivisor: 1000 },
      { ...control, outputDivisor: 0 },
      { ...control, more: 1 },
      { ...aim, motion: "guessed" },
      { ...aim, law: {} },
    ]) {
      expect(() => readAction({ action: wrong, network }, adapter), JSON.stringify(wrong)).to.throw(
        InputError,
        /^expected /,
      );
    }
  });

  it("are chosen by name", async () => {
    const task = await loadTask({ task: "car-racing" });
    expect(task.action?.(5)).to.deep.equal({ ...DECODERS.control.settings, outputDivisor: 5 });
    const aim = await loadTask({ task: "car-racing", decoder: "aim-true" });
    expect(aim.action?.(5)).to.deep.include({ kind: "aim", motion: "true", outputDivisor: 5 });
    expect(aim.observes).to.include("true speed");
    for (const [name, decoder] of [
      ["car-racing", "telepathy"],
      ["cart-pole", "aim"],
      ["mnist", "aim"],
    ] as const) {
      const error = await loadTask({ task: name, decoder }).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(InputError);
    }
  });
});
