import { readFileSync } from "node:fs";
import { expect } from "chai";
import * as gym from "../../envs/index.js";
import * as node from "../../envs/node.js";
import { understand } from "../../src/cli/main.js";

const text = readFileSync("docs/coming-from.md", "utf8");

describe("docs/coming-from.md", () => {
  const commands = [...text.matchAll(/`aann-gym ([^`]*--[^`]*)`/g)].map(([, words]) => words!);

  it("names commands that there are", async () => {
    expect(commands).to.have.length.above(5);
    for (const command of commands) {
      expect(await understand(command.split(" ")), command).to.have.property("run");
    }
  });

  it("names what the gym exports", () => {
    const column = [...text.matchAll(/^\|[^|]*\|([^|]*)\|[^|]*\|$/gm)].map(([, here]) => here!).join("\n");
    const names = new Set(
      [...column.matchAll(/`(?:await )?([A-Za-z]+)(?=[(.`,])/g)].map(([, name]) => name!),
    );
    expect([...names]).to.include.members(["make", "SyncVectorEnv", "AsyncVectorEnv", "Box", "checkEnv"]);
    // Variables, and names of options, builtins of JavaScript.
    for (const known of ["env", "autoreset", "domainRandomize"]) names.delete(known);
    const missing = [...names].filter((name) => !(name in gym || name in node || name in globalThis));
    expect(missing).to.deep.equal([]);
  });
});
