import { once } from "node:events";
import { cpSync, readdirSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { expect } from "chai";
import { WebSocket } from "ws";
import type { LibraryAnswer, LibraryRequest } from "../../../src/viewers/web/library/protocol.js";
import { temporaryFolder } from "../recordings/temporary-folder.js";
import { addressOf, run, type Started, start } from "./program.js";

const LAP = "expert-teacher-000003";

describe("aann-gym recordings view", () => {
  const folder = temporaryFolder();
  let program: Started;
  let page: URL;

  beforeEach(async () => {
    for (const ending of [".json", ".png"])
      cpSync(join("recordings", LAP + ending), join(folder(), LAP + ending));
    program = start("recordings", "view", folder(), "--port", "18971", "--json");
    page = new URL(await addressOf(program.child));
  });
  afterEach(() => program.child.kill("SIGKILL"));

  const statusOf = (path: string, headers = {}) =>
    new Promise<number>((resolve, reject) => {
      const { port } = page;
      request({ host: "127.0.0.1", port, path, headers }, (response) => {
        response.resume();
        resolve(response.statusCode!);
      })
        .on("error", reject)
        .end();
    });

  /** A line to the command as the page has one; or the status that refuses it. */
  function connect(address: URL, origin: string): Promise<WebSocket | number> {
    const socket = new WebSocket(new URL("socket", address).href.replace("http:", "ws:"), { origin });
    return new Promise((resolve) => {
      socket.on("open", () => resolve(socket));
      socket.on("unexpected-response", (_request, { statusCode }) => resolve(statusCode!));
    });
  }

  it("serves the folder to its own page, and ends by Ctrl-C", async () => {
    expect(await statusOf(page.pathname)).to.equal(200);
    const socket = (await connect(page, page.origin)) as WebSocket;
    const ask = async (asked: LibraryRequest): Promise<LibraryAnswer> => {
      socket.send(JSON.stringify(asked));
      const [answer] = await once(socket, "message");
      return JSON.parse(String(answer));
    };
    const looked = await ask({ kind: "look" });
    expect(looked.kind === "library" && looked.library.episodes.map(({ name }) => name)).to.deep.equal([LAP]);
    expect(await ask({ kind: "delete", name: LAP })).to.deep.equal({ kind: "done" });
    const closed = once(socket, "close");
    program.child.kill("SIGINT");
    const [, reason] = await closed;
    expect(String(reason)).to.equal("The command has ended.");
    const { code, stdout } = await program.ended;
    expect(code).to.equal(130);
    expect(JSON.parse(stdout)).to.deep.equal({ folder: folder(), trimmed: [], deleted: [LAP] });
    expect(readdirSync(folder()).filter((name) => name.startsWith(LAP))).to.deep.equal([]);
  });

  it("keeps a hostile page out, for reading and for writing", async () => {
    const wrong = new URL(page.href.replace(/\/[\w-]{22}\//, `/${"A".repeat(22)}/`));
    const evil = { host: `evil.example:${page.port}` };
    expect(await statusOf(wrong.pathname)).to.equal(403);
    expect(await statusOf("/recordings")).to.equal(403);
    expect(await statusOf(page.pathname, evil)).to.equal(403);
    expect(await statusOf(page.pathname, { origin: "http://evil.example" })).to.equal(403);
    expect(await connect(wrong, page.origin)).to.equal(403);
    expect(await connect(page, "http://evil.example")).to.equal(403);
    const socket = (await connect(page, page.origin)) as WebSocket;
    socket.send(JSON.stringify({ kind: "delete", name: `../${LAP}` }));
    const [code] = await once(socket, "close");
    expect(code, "a name that leads out of the folder").to.equal(1008);
    expect(readdirSync(folder())).to.include.members([`${LAP}.json`, `${LAP}.png`]);
  });
});

describe("aann-gym recordings view, told nonsense", () => {
  it("refuses a file, a folder that is not there, and a policy that does not drive", async () => {
    const refusal = async (...words: string[]) => {
      const { code, stderr } = await run("recordings", "view", ...words);
      expect(code).to.equal(2);
      return stderr;
    };
    expect(await refusal(`recordings/${LAP}.json`)).to.match(/expected a folder of recordings, got the file/);
    expect(await refusal("nowhere")).to.match(/nowhere: expected a folder of recordings, .* does not exist/);
    expect(await refusal("recordings", "--policy", `recordings/${LAP}.json`)).to.match(/expected a .*policy/);
  });
});
