import { expect } from "chai";
import { ENCODINGS, readEncoding } from "../../../../src/adapters/car-racing/decoders.js";
import { InputError } from "../../../../src/errors.js";
import { loadTask } from "../../../../src/tasks/tasks.js";

describe("encodings of car-racing", () => {
  it("are read as they are written", () => {
    for (const { settings } of Object.values(ENCODINGS)) {
      const { encoding, outputDivisor } = readEncoding({ ...settings, outputDivisor: 7 });
      expect(encoding.settings).to.deep.equal(settings);
      expect(outputDivisor).to.equal(7);
    }
  });

  it("are refused when missing, unknown or out of range", () => {
    const control = { ...ENCODINGS.control.settings, outputDivisor: 1000 };
    const aim = { ...ENCODINGS.aim.settings, outputDivisor: 1000 };
    for (const wrong of [
      undefined,
      { kind: "telepathy", outputDivisor: 1000 },
      { ...control, outputDivisor: 0 },
      { ...control, more: 1 },
      { ...aim, motion: "guessed" },
      { ...aim, law: {} },
    ]) {
      expect(() => readEncoding(wrong), JSON.stringify(wrong)).to.throw(
        InputError,
        /^expected an encoding of car-racing's actions: encoding/,
      );
    }
  });

  it("are tasks of their own, by name", async () => {
    const task = await loadTask("car-racing");
    expect(Object.keys(task.encodings ?? {})).to.deep.equal(Object.keys(ENCODINGS));
    expect(task.encoding?.(5)).to.deep.equal({ ...ENCODINGS.control.settings, outputDivisor: 5 });
    const aim = await loadTask("car-racing", "aim-true");
    expect(aim.encoding?.(5)).to.deep.include({ kind: "aim", motion: "true", outputDivisor: 5 });
    expect(aim.sees).to.include("true speed");
    for (const [name, encoding] of [
      ["car-racing", "telepathy"],
      ["mnist", "aim"],
    ] as const) {
      const error = await loadTask(name, encoding).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(InputError);
    }
  });
});
