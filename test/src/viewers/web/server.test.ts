import { on, once } from "node:events";
import { type IncomingHttpHeaders, request } from "node:http";
import { connect as connectTo, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { WebSocket } from "ws";
import { z } from "zod";
import { InputError } from "../../../../src/errors.js";
import { type Serving, serve } from "../../../../src/viewers/web/server.js";

/** An unlikely port, so that a running `record` or `drive` does not matter. */
const PORT = 18731;

const echo = {
  request: z.union([z.number(), z.string()]),
  answer(asked: number | string) {
    if (asked === "nonsense") throw new InputError("expected sense, got nonsense");
    if (asked === "bug") throw new TypeError("a bug");
    return { asked };
  },
};

describe("the server of the pages", () => {
  let serving: Serving;
  let address: URL;

  before(async () => {
    serving = await serve({ page: "watch", ...echo, port: PORT });
    address = new URL(serving.url);
  });

  after(async () => {
    serving.close();
    await serving.closed;
  });

  describe("gives its pages", () => {
    it("at the address with the token, and nothing inline or from elsewhere may run in them", async () => {
      const { status, body, headers } = await get(address);
      expect(status).to.equal(200);
      expect(body).to.match(/<!doctype html>/i);
      expect(headers["content-security-policy"])
        .to.include("default-src 'none'")
        .and.not.match(/'unsafe-/);
    });

    it("with no link that leaves this machine", async () => {
      const { body } = await get(address);
      const links = [...body.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, link]) => link!);
      expect(links).to.not.be.empty;
      for (const link of links) {
        expect(link).to.match(/^\.\//);
        expect((await get(new URL(link, address))).status, link).to.equal(200);
      }
    });

    it("and 404 for what is not there, outside the folder too", async () => {
      const root = address.href.slice(0, address.href.lastIndexOf("/"));
      expect((await get(new URL(`${root}/missing.html`))).status).to.equal(404);
      expect((await get(address, {}, `${new URL(root).pathname}/..%2f..%2fpackage.json`)).status).to.equal(
        404,
      );
    });
  });

  describe("refuses with 403", () => {
    const refused = (title: string, path: (url: URL) => string, headers = {}) =>
      it(title, async () => expect((await get(address, headers, path(address))).status).to.equal(403));

    refused("no token", () => "/watch");
    refused(
      "a wrong token",
      ({ pathname }) => `/A${pathname.slice(2)}${pathname.slice(1, 2) === "A" ? "A" : ""}`,
    );
    refused("the start of the token", ({ pathname }) => pathname.replace(/.\/watch$/, "/watch"));
    refused("an empty token", () => "//watch");
    refused("a name that resolves to this machine", ({ pathname }) => pathname, {
      host: `evil.example:${PORT}`,
    });
    refused("another port", ({ pathname }) => pathname, { host: "127.0.0.1:80" });
    refused("a page from elsewhere", ({ pathname }) => pathname, { origin: "http://evil.example" });

    it("a WebSocket without token, from elsewhere, or without origin", async () => {
      const { origin } = address;
      const socket = new URL("socket", address);
      expect(await connect(new URL("/socket", address), origin)).to.equal(403);
      expect(await connect(new URL("/wrong/socket", address), origin)).to.equal(403);
      expect(await connect(socket, "http://evil.example")).to.equal(403);
      expect(await connect(socket, "null")).to.equal(403);
      expect(await connect(socket, undefined)).to.equal(403);
      expect(await connect(socket, origin, `evil.example:${address.port}`)).to.equal(403);
      expect(await connect(new URL("other", address), origin)).to.equal(403);
      expect(await connect(socket, origin))
        .to.be.instanceOf(WebSocket)
        .and.satisfy(disconnect);
    });
  });

  describe("gives the part of a file that is asked for", () => {
    const part = async (range: string) => {
      const { status, body, headers } = await get(address, { range });
      return { status, body, range: headers["content-range"] };
    };
    let whole = "";
    before(async () => {
      whole = (await get(address)).body;
    });

    it("one byte, the first ones, the last ones, all from one on", async () => {
      const size = Buffer.byteLength(whole);
      for (const [range, start, end] of [
        ["bytes=0-0", 0, 0],
        ["bytes=0-4", 0, 4],
        ["bytes=7-7", 7, 7],
        ["bytes=-5", size - 5, size - 1],
        [`bytes=${size - 3}-`, size - 3, size - 1],
        ["bytes=3-99999999", 3, size - 1],
      ] as const) {
        expect(await part(range), range).to.deep.equal({
          status: 206,
          body: Buffer.from(whole)
            .subarray(start, end + 1)
            .toString(),
          range: `bytes ${start}-${end}/${size}`,
        });
      }
    });

    it("nothing where there is nothing, and the whole file where the words make no sense", async () => {
      const size = Buffer.byteLength(whole);
      for (const range of ["bytes=5-2", `bytes=${size}-`, "bytes=-0", "bytes=99999999-"]) {
        expect(await part(range), range).to.deep.equal({
          status: 416,
          body: "Range Not Satisfiable\n",
          range: `bytes */${size}`,
        });
      }
      for (const range of ["lines=1-2", "bytes=0-1,4-5"]) {
        expect(await part(range), range).to.include({ status: 200, body: whole });
      }
    });
  });

  it("goes on whatever a client sends", async () => {
    const { pathname } = address;
    for (const path of [
      `${pathname}/%E0%A4%A`,
      `${pathname}%00`,
      `${pathname}/`,
      `${pathname.replace(/watch$/, "")}`,
    ]) {
      const { status } = await get(address, {}, path);
      expect(status, path).to.be.within(400, 499);
    }
    const lines = [
      `GET ${pathname} HTTP/1.1\r\nHost: 127.0.0.1:${address.port}\r\n`,
      "\0\0\0\r\n\r\n",
      "GET",
    ];
    for (const text of lines) {
      const socket = connectTo(Number(address.port), "127.0.0.1");
      socket.on("error", () => socket.destroy());
      await once(socket, "connect");
      socket.write(text);
      socket.resetAndDestroy();
    }
    expect((await get(address)).status).to.equal(200);
  });

  it("ends soon though a page does not answer the close, and though a client keeps a refused socket", async () => {
    const controller = new AbortController();
    const second = await serve({ page: "record", ...echo, port: PORT + 40, signal: controller.signal });
    const { pathname, host, port, origin } = new URL(second.url);
    const upgrade = async (path: string, answer: RegExp) => {
      const socket = connectTo({ port: Number(port), host: "127.0.0.1", allowHalfOpen: true });
      socket.on("error", () => undefined);
      socket.write(
        [
          ...[`GET ${path} HTTP/1.1`, `Host: ${host}`, `Origin: ${origin}`, "Connection: Upgrade"],
          ...[
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
            "\r\n",
          ],
        ].join("\r\n"),
      );
      expect(String((await once(socket, "data"))[0])).to.match(answer);
      return socket;
    };
    const kept = [
      await upgrade("/wrong/socket", /^HTTP\/1.1 403/),
      await upgrade(pathname.replace(/record$/, "socket"), /^HTTP\/1.1 101/),
    ];
    controller.abort();
    const late = sleep(5000, "late", { ref: false });
    expect(await Promise.race([second.closed, late])).to.equal(undefined);
    for (const socket of kept) socket.destroy();
  });

  it("takes GET and HEAD only", async () => {
    expect((await get(address, {}, address.pathname, "POST")).status).to.equal(405);
    expect((await get(address, {}, address.pathname, "HEAD")).status).to.equal(200);
  });

  describe("in conversation", () => {
    it("answers in order", async () => {
      const socket = await open(address);
      for (const asked of [1, 2, 3]) socket.send(JSON.stringify(asked));
      const answers: unknown[] = [];
      for await (const [data] of on(socket, "message")) {
        if (answers.push(JSON.parse(String(data))) === 3) break;
      }
      expect(answers).to.deep.equal([{ asked: 1 }, { asked: 2 }, { asked: 3 }]);
      socket.close();
    });

    it("ends it with the reason at a request that makes no sense", async () => {
      for (const [text, reason] of [
        ['"nonsense"', "expected sense, got nonsense"],
        ["{", 'expected a request of the page "watch", got {'],
        ['{"asked":1}', 'expected a request of the page "watch", got {"asked":1}'],
      ] as const) {
        const socket = await open(address);
        socket.send(text);
        expect(await closed(socket)).to.deep.equal({ code: 1008, reason });
      }
    });

    it("tells the earlier page that another has taken over", async () => {
      const first = await open(address);
      const end = closed(first);
      const second = await open(address);
      expect(await end).to.deep.equal({ code: 4000, reason: "Opened in another tab." });
      second.close();
    });
  });

  it("takes the next port when one is taken, and ends by its signal", async () => {
    const controller = new AbortController();
    const second = await serve({ page: "record", ...echo, port: PORT, signal: controller.signal });
    expect(new URL(second.url).port).to.equal(String(PORT + 1));
    const socket = await open(new URL(second.url));
    const end = closed(socket);
    controller.abort();
    await second.closed;
    expect((await end).code).to.equal(1001);
    await rejects(get(new URL(second.url)), /ECONNREFUSED/);
  });

  it("ends with the error when an answer fails", async () => {
    const failing = await serve({ page: "watch", ...echo, port: PORT });
    const socket = await open(new URL(failing.url));
    socket.send('"bug"');
    await rejects(failing.closed, /a bug/);
  });

  it("says what to do when the pages are not built", async () => {
    await rejects(
      serve({ page: "watch", ...echo, pages: "/nowhere" }),
      /^\/nowhere: expected the built page watch.html, got none; run "npm run build"$/,
    );
  });

  // Ports that no other test file takes, which may run beside this one.
  it("says so when no port is free", async () => {
    const taken = await Promise.all(Array.from({ length: 20 }, (_, index) => occupy(PORT + 1000 + index)));
    try {
      await rejects(
        serve({ page: "watch", ...echo, port: PORT + 1000 }),
        /^option --port: expected a free port/,
      );
    } finally {
      for (const server of taken) server.close();
    }
  });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function get(url: URL, headers = {}, path = url.pathname, method = "GET"): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port: url.port, path, method, headers }, async (response) => {
      let body = "";
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode!, headers: response.headers, body });
    });
    asked.on("error", reject);
    asked.end();
  });
}

/** The WebSocket, or the status that refused it. */
function connect(url: URL, origin: string | undefined, host?: string): Promise<WebSocket | number> {
  const socket = new WebSocket(url.href.replace("http:", "ws:"), { origin, headers: host ? { host } : {} });
  return new Promise((resolve) => {
    socket.on("open", () => resolve(socket));
    socket.on("unexpected-response", (_request, { statusCode }) => resolve(statusCode!));
  });
}

async function open(page: URL): Promise<WebSocket> {
  return (await connect(new URL("socket", page), page.origin)) as WebSocket;
}

const disconnect = (socket: WebSocket) => {
  socket.close();
  return true;
};

function closed(socket: WebSocket): Promise<{ code: number; reason: string }> {
  return new Promise((resolve) => {
    socket.on("close", (code, reason) => resolve({ code, reason: String(reason) }));
  });
}

function occupy(port: number) {
  return new Promise<ReturnType<typeof createServer>>((resolve) => {
    const server = createServer().listen(port, "127.0.0.1", () => resolve(server));
  });
}

async function rejects(promise: Promise<unknown>, message: RegExp): Promise<void> {
  const error = await promise.then(
    () => expect.fail("expected a rejection"),
    (reason) => reason,
  );
  expect(String(error.message)).to.match(message);
}
