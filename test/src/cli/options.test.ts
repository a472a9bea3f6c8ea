import { expect } from "chai";
import fc from "fast-check";
import {
  choiceOption,
  countOption,
  minutesOption,
  numberOption,
  pathOption,
} from "../../../src/cli/options.js";
import { InputError } from "../../../src/errors.js";

const refuses = (check: () => unknown, message: string) => expect(check).to.throw(InputError, message);

describe("options", () => {
  it("give numbers in decimal notation back", () => {
    const any = numberOption("x", { expected: "a number" });
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(any(String(value))).to.equal(value);
      }),
    );
  });

  it("refuse what is no number", () => {
    for (const word of ["", " ", "abc", "1 2", "0x1f", "1_000", "1,5", "--", "e5", "NaN", "Infinity"]) {
      refuses(
        () => countOption("n", 0)(word),
        "option --n: expected a whole number from 0 to 1,000,000, got ",
      );
    }
  });

  it("keep durations above 0", () => {
    expect(minutesOption("minutes")("0.5")).to.equal(0.5);
    const minutes = minutesOption("minutes");
    refuses(() => minutes("0"), "expected a number of minutes above 0, up to 525,600, got 0");
    refuses(() => minutes("1e308"), "expected a number of minutes above 0, up to 525,600, got 1e308");
  });

  it("keep counts whole", () => {
    refuses(() => countOption("n")("1.5"), "got 1.5");
    refuses(() => countOption("n")("9007199254740993"), "got 9007199254740993");
  });

  it("keep words to the known ones", () => {
    expect(choiceOption("style", ["fast", "teacher"])("fast")).to.equal("fast");
    refuses(
      () => choiceOption("style", ["fast", "teacher"])("Fast"),
      "option --style: expected fast or teacher, got Fast",
    );
  });

  it("refuse to be switched off", () => {
    refuses(() => pathOption("out", "a folder")(false), "option --out: expected a folder, got false");
    refuses(
      () => countOption("n", 0)(false),
      "option --n: expected a whole number from 0 to 1,000,000, got false",
    );
    refuses(() => choiceOption("style", ["fast"])(false), "option --style: expected fast, got false");
  });

  it("refuse empty paths", () => {
    refuses(() => pathOption("out", "a folder")(""), "option --out: expected a folder, got nothing");
  });
});
