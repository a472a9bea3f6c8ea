import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { dataFolder } from "../../../src/data/data-folder.js";

describe("Data folder", () => {
  it("is where the platform keeps what can be fetched again", () => {
    expect(dataFolder({}, "linux")).to.equal(join(homedir(), ".cache", "aann-gym"));
    expect(dataFolder({ XDG_CACHE_HOME: "/fast/cache" }, "linux")).to.equal(join("/fast/cache", "aann-gym"));
    expect(dataFolder({ XDG_CACHE_HOME: "not/absolute" }, "linux")).to.equal(
      join(homedir(), ".cache", "aann-gym"),
    );
    expect(dataFolder({}, "darwin")).to.equal(join(homedir(), "Library", "Caches", "aann-gym"));
    expect(dataFolder({ LOCALAPPDATA: "/local" }, "win32")).to.equal(join("/local", "aann-gym"));
    expect(dataFolder({}, "win32")).to.equal(join(homedir(), "AppData", "Local", "aann-gym"));
  });

  it("is another one where the user says so", () => {
    const env = { AANN_GYM_DATA: "my/data", XDG_CACHE_HOME: "/fast/cache" };
    expect(dataFolder(env, "linux")).to.equal(resolve("my/data"));
    expect(dataFolder({ ...env, AANN_GYM_DATA: "" }, "linux")).to.equal(join("/fast/cache", "aann-gym"));
  });
});
