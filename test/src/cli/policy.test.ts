import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect } from "chai";
import { unpackPolicy } from "../../../src/networks/policy-link.js";
import { temporaryFolder } from "../recordings/temporary-folder.js";
import { run } from "./program.js";

const driver = join(import.meta.dirname, "../../../../demos/small-driver.json");

describe("aann-gym policy export", function () {
  this.timeout(60_000);
  const folder = temporaryFolder();
  const at = (name: string) => join(folder(), name);

  it("writes C and says what it takes", async () => {
    const out = at("firmware/small-driver.c");
    const { code, stdout } = await run("policy", "export", driver, "--to", "c", "--out", out);
    expect(code).to.equal(0);
    expect(stdout).to.match(/^Flash: 1,953 bytes of weights, and the code: layer1\.0 379 \(gaps\), /);
    expect(stdout).to.contain("RAM: 11,212 bytes, and the stack\n");
    expect(readFileSync(out, "utf8")).to.contain(
      "int small_driver_act(const uint8_t *observation, float *action)",
    );
    const named = await run("policy", "export", driver, "--to", "c", "--out", at("7.c"), "--json");
    expect(JSON.parse(named.stdout)).to.include({ name: "policy_7", weightBytes: 1953, ramBytes: 11_212 });
  });

  it("replaces a file only when it is told to", async () => {
    const out = at("kept.c");
    writeFileSync(out, "mine");
    const refused = await run("policy", "export", driver, "--to", "c", "--out", out);
    expect(refused.code).to.equal(2);
    expect(refused.stderr).to.contain(
      "kept.c: expected a new file, got one that is there: --force replaces it",
    );
    expect(readFileSync(out, "utf8")).to.equal("mine");
    const forced = await run(
      "policy",
      "export",
      driver,
      "--to",
      "c",
      "--out",
      out,
      "--force",
      "--name",
      "kart",
    );
    expect(forced.code).to.equal(0);
    expect(readFileSync(out, "utf8")).to.contain("int kart_act(");
  });

  it("prints a link that holds the policy", async () => {
    const { stdout } = await run("policy", "export", driver, "--to", "json-link", "--json");
    const { link, characters } = JSON.parse(stdout);
    expect(characters).to.equal(link.length);
    const { network } = await unpackPolicy(link.split("#policy=")[1], "the link");
    expect(network.weights).to.have.length(4);
  });

  const refused: readonly (readonly [string, readonly string[], string])[] = [
    ["no policy", ["no.json", "--to", "c"], "no.json: expected a policy file, got no such file"],
    ["another format", [driver, "--to", "C"], "option --to: expected "],
    [
      "a name that C does not have",
      [driver, "--to", "c", "--name", "a b"],
      "option --name: expected a letter",
    ],
    [
      "a name for a link",
      [driver, "--to", "json-link", "--name", "a"],
      "option --name: expected it with --to c",
    ],
    [
      "another environment",
      [driver, "--to", "c", "--env", "CartPole-v1"],
      "option --env: expected CarRacing-v3",
    ],
  ];
  for (const [what, words, message] of refused) {
    it(`refuses ${what} in a sentence, and writes nothing`, async () => {
      const out = at("none.out");
      const { code, stdout, stderr } = await run("policy", "export", ...words, "--out", out);
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
      expect(stderr).to.contain(message);
      expect(stderr.trim().split("\n"), basename(out)).to.have.length(1);
      expect(existsSync(out)).to.equal(false);
    });
  }
});
