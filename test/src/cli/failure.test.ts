import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import { describeFailure, expectPackages } from "../../../src/cli/failure.js";
import { InputError } from "../../../src/errors.js";
import { temporaryFolder } from "../recordings/temporary-folder.js";

/** The failure that an action ends with. */
function failureOf(action: () => unknown) {
  try {
    action();
  } catch (error) {
    return describeFailure(error);
  }
  return expect.fail("expected an error");
}

describe("describeFailure", () => {
  const folder = temporaryFolder();

  it("gives bad input its own sentence, in one line", () => {
    expect(describeFailure(new InputError("lap.json: expected\n  a recording"))).to.deep.equal({
      line: "lap.json: expected a recording",
      code: 2,
    });
  });

  it("turns the system's errors into sentences that name the file", () => {
    const missing = join(folder(), "missing");
    const file = join(folder(), "file");
    writeFileSync(file, "");
    const cases = [
      [() => readFileSync(missing), `${missing}: expected a file or folder, but it does not exist`],
      [() => readFileSync(join(file, "x")), `${file}/x: expected a folder, got a file`],
      [() => readdirSync(file), `${file}: expected a folder, got a file`],
      [() => mkdirSync(file), `${file}: expected a new name, but it exists already`],
      [() => writeFileSync(join(folder(), "n".repeat(300)), ""), "expected a shorter name"],
      [() => writeFileSync("/dev/full", "x"), "expected room to write, but the disk is full"],
    ] as const;
    for (const [action, message] of cases) {
      const { line, code } = failureOf(action);
      expect(line).to.include(message);
      expect(code).to.equal(2);
    }
  });

  it("says that the system refuses permission", () => {
    const file = join(folder(), "no-program");
    writeFileSync(file, "", { mode: 0o600 });
    // The one permission that an administrator lacks too: to run what is no program.
    expect(describeFailure(spawnSync(file).error)).to.deep.equal({
      line: `${file}: expected permission to use it, but the system refuses`,
      code: 2,
    });
  });

  it("says that a port is in use", async () => {
    const first = createServer();
    await new Promise<void>((resolve) => first.listen(0, "127.0.0.1", resolve));
    const { port } = first.address() as { port: number };
    const error = await new Promise((resolve) =>
      createServer().on("error", resolve).listen(port, "127.0.0.1"),
    );
    first.close();
    expect(describeFailure(error)).to.deep.equal({
      line: "option --port: expected a free port, got one that is in use",
      code: 2,
    });
  });

  it("names the package to install where one is missing, before any work where a command asks", async () => {
    const load = (name: string) => import(name);
    for (const [name, file] of [
      ["no-such-package", "no-such-package"],
      ["@no-such/package", "@no-such/package/file.js"],
    ] as const) {
      const failure = describeFailure(await load(file).catch((error) => error));
      expect(failure).to.deep.equal({
        line: `package ${name}: expected it to be installed, got none; run "npm install ${name}"`,
        code: 2,
      });
      expect(failureOf(() => createRequire(import.meta.url).resolve(file))).to.deep.equal(failure);
      expect(failureOf(() => expectPackages(["chai", name]))).to.deep.equal(failure);
    }
    expectPackages(["chai", "happy-dom"]);
    // A file of ours that is missing is a bug.
    expect(describeFailure(await load("./no-such-file.js").catch((error) => error)).code).to.equal(1);
  });

  it("calls everything else a bug, and says how to see more", () => {
    const { line, code } = describeFailure(new TypeError("x is not\na function"));
    expect(line).to.equal("TypeError: x is not a function (a bug; run again with --verbose for details)");
    expect(code).to.equal(1);
    expect(describeFailure("thrown text")).to.deep.include({ code: 1 });
  });
});
