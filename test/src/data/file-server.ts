import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A server for the tests of one suite. What it answers is the test's to say. */
export interface FileServer {
  /** Without a slash at the end. */
  readonly address: string;
  /** The value of each request's `range`, in order; empty for requests of the whole file. */
  readonly ranges: string[];
  answer: (request: IncomingMessage, response: ServerResponse) => void;
}

/** Runs a server on this machine during the suite in which it is called. */
export function fileServer(): FileServer {
  const state: { -readonly [Key in keyof FileServer]: FileServer[Key] } = {
    address: "",
    ranges: [],
    answer: (_, response) => response.writeHead(404).end(),
  };
  const server = createServer((request, response) => {
    state.ranges.push(request.headers.range ?? "");
    state.answer(request, response);
  });
  before(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    state.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    state.ranges.length = 0;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return state;
}

/** Answers with a file, or with the asked range of it, as web servers do. */
export function serve(bytes: Uint8Array): FileServer["answer"] {
  return ({ headers }, response) => {
    const start = startOf(headers.range);
    if (start === undefined) response.writeHead(200, { "content-length": bytes.length }).end(bytes);
    else sendRest(response, bytes, start).end(bytes.subarray(start));
  };
}

/** As `serve`, but the connection breaks after so many bytes. */
export function cutAfter(length: number, bytes: Uint8Array): FileServer["answer"] {
  return ({ headers }, response) => {
    const start = startOf(headers.range);
    const head =
      start === undefined
        ? response.writeHead(200, { "content-length": bytes.length })
        : sendRest(response, bytes, start);
    const from = start ?? 0;
    // Time for the other side to read: what waits in its buffers when the connection breaks is lost.
    head.write(bytes.subarray(from, from + length), () => setTimeout(() => response.destroy(), 20));
  };
}

function startOf(range: string | undefined): number | undefined {
  return range === undefined ? undefined : Number(/^bytes=(\d+)-$/.exec(range)![1]);
}

function sendRest(response: ServerResponse, bytes: Uint8Array, start: number): ServerResponse {
  return response.writeHead(206, {
    "content-length": bytes.length - start,
    "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}`,
  });
}
