import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { exclusively, type Holder } from "../../src/exclusive.js";
import { temporaryFolder } from "./recordings/temporary-folder.js";

const module = new URL("../../src/exclusive.js", import.meta.url).href;

describe("work that one alone does", () => {
  const folder = temporaryFolder();
  const refusal = ({ pid }: Holder) => new Error(`held by ${pid}`);
  const work = (name = "x") => exclusively(folder(), name, refusal, async () => "done");
  const outcome = (name?: string) => work(name).catch((error) => error.message);
  /** The name of the lock that this process would have. */
  const ownLock = async () => {
    let found: string[] = [];
    await exclusively(folder(), "x", refusal, async () => {
      found = readdirSync(folder());
    });
    return found[0];
  };

  it("is refused to others meanwhile, and free afterwards, in whichever way it ends", async () => {
    await exclusively(folder(), "x", refusal, async () => {
      expect(await outcome()).to.equal(`held by ${process.pid}`);
      expect(await outcome("y")).to.equal("done");
    });
    const failed = exclusively(folder(), "x", refusal, () => Promise.reject(new Error("a bug")));
    expect(await failed.catch((error) => error.message)).to.equal("a bug");
    expect(await outcome()).to.equal("done");
    expect(readdirSync(folder())).to.deep.equal([]);
  });

  it("is refused beside another process, and goes on when that one is killed", async () => {
    const script = `
      const { exclusively } = await import(${JSON.stringify(module)});
      await exclusively(${JSON.stringify(folder())}, "x", () => new Error(), () => {
        console.log("held");
        return new Promise((resolve) => setTimeout(resolve, 60_000));
      });`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", script]);
    await once(child.stdout, "data");
    expect(await outcome()).to.equal(`held by ${child.pid}`);
    child.kill("SIGKILL");
    await once(child, "close");
    expect(readdirSync(folder())).to.have.length(1);
    expect(await outcome()).to.equal("done");
    expect(readdirSync(folder())).to.deep.equal([]);
  });

  it("is not kept by a process whose number another one has by now", async function () {
    if (process.platform !== "linux") this.skip();
    const lock = await ownLock();
    // This process's own number and place, but it began at another time.
    writeFileSync(join(folder(), lock.replace(/-\w+-/, "-0123456789-")), "");
    expect(await outcome()).to.equal("done");
    expect(readdirSync(folder())).to.deep.equal([]);
  });

  it("is kept by a process elsewhere as long as it shows that it lives", async () => {
    const { pid } = spawnSync(process.execPath, ["--version"]);
    const lock = `x.${pid}-0123456789-0badcafe.lock`;
    writeFileSync(join(folder(), lock), "");
    expect(await outcome()).to.equal(`held by ${pid}`);
    expect(readdirSync(folder())).to.deep.equal([lock]);
    const old = new Date(Date.now() - 600_000);
    utimesSync(join(folder(), lock), old, old);
    expect(await outcome()).to.equal("done");
  });
});
