import { once } from "node:events";
import { existsSync } from "node:fs";
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import type { Socket } from "node:net";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import send from "send";
import { type WebSocket, WebSocketServer } from "ws";
import type { ZodType } from "zod";
import { InputError } from "../../errors.js";
import { jsonOrUndefined } from "../../json.js";
import { isOurs, newToken, SECURITY_HEADERS, withoutToken } from "./access.js";
import { followConnections } from "./connections.js";

/** Where the build puts the pages: `dist/web`, beside `dist/src`. */
const PAGES = join(import.meta.dirname, "..", "..", "..", "web");

const FIRST_PORT = 8731;
const PORTS_TO_TRY = 20;

/** WebSocket close codes, read by the pages. 4000 and up are for applications (RFC 6455, 7.4.2). */
const GOING_AWAY = 1001;
const BAD_REQUEST = 1008;
const TAKEN_OVER = 4000;

/** No request of a page comes near: a few numbers in JSON, or a policy. */
const LONGEST_REQUEST = 1 << 20;

export interface ServeOptions<Request> {
  /** Which page: the name of an HTML file in `pages`, without its ending. */
  readonly page: string;
  /** What the page may ask. Anything else closes its connection. */
  readonly request: ZodType<Request>;
  /**
   * Answers a request with what goes into JSON. Requests are answered one at a time, in order. An `InputError` closes
   * the page's connection with its message; any other error also ends the server.
   */
  readonly answer: (request: Request) => unknown;
  /** Ends the server. */
  readonly signal?: AbortSignal;
  /** The first port to try, 8731 unless told; a taken one picks the next. */
  readonly port?: number;
  /** Folder of the built pages, `dist/web` unless told. */
  readonly pages?: string;
}

export interface Serving {
  /** The page's address, with the secret that opens it. */
  readonly url: string;
  /** Settles when the server has ended: rejects with the error that ended it, if one did. */
  readonly closed: Promise<void>;
  /** Ends the server. Does no harm when it has ended. */
  close(): void;
}

/**
 * Serves one page to the person at this machine, on 127.0.0.1 only, and answers what the page asks over a WebSocket.
 * One page at a time: opened again, the newest takes over and the earlier one is told so.
 *
 * @throws InputError when the pages are not built or no port is free.
 */
export async function serve<Request>(options: ServeOptions<Request>): Promise<Serving> {
  const { page, signal, pages = PAGES } = options;
  if (!existsSync(join(pages, `${page}.html`))) {
    throw new InputError(`${pages}: expected the built page ${page}.html, got none; run "npm run build"`);
  }
  const token = newToken();
  const server = createServer();
  const endConnections = followConnections(server);
  const port = await listen(server, options.port ?? FIRST_PORT);

  server.on("request", (request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    const path = isOurs(request.headers, port, "optional") && withoutToken(request.url ?? "", token);
    if (!path)
      return void response.writeHead(403).end("Forbidden: use the address that the command printed.\n");
    if (request.method !== "GET" && request.method !== "HEAD") return void response.writeHead(405).end();
    if (isOtherPage(path, page))
      return void response.writeHead(404).end(`Not found: this address shows the page "${page}" alone.\n`);
    sendFile(request, response, pages, path);
  });

  let settle: (failure?: unknown) => void = () => {};
  const closed = new Promise<void>((resolve, reject) => {
    settle = (failure) => (failure === undefined ? resolve() : reject(failure));
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LONGEST_REQUEST });
  let closing = false;
  const close = (failure?: unknown) => {
    if (closing) return;
    closing = true;
    signal?.removeEventListener("abort", stop);
    for (const socket of sockets.clients) socket.close(GOING_AWAY, "The command has ended.");
    endConnections(() => settle(failure));
  };
  const stop = () => close();
  if (signal?.aborted) close();
  signal?.addEventListener("abort", stop, { once: true });

  server.on("upgrade", (request, stream: Duplex, head) => {
    const forbidden =
      !isOurs(request.headers, port, "required") || withoutToken(request.url ?? "", token) !== "/socket";
    if (forbidden) return refuse(stream, 403);
    if (closing) return refuse(stream, 503);
    sockets.handleUpgrade(request as IncomingMessage, stream, head, (socket) => {
      for (const earlier of sockets.clients) {
        if (earlier !== socket) earlier.close(TAKEN_OVER, "Opened in another tab.");
      }
      converse(socket, options, close);
    });
  });

  return { url: `http://127.0.0.1:${port}/${token}/${page}`, closed, close: stop };
}

/** A page that asks another page's questions would be cut off, and would cut off the right one before. */
function isOtherPage(path: string, page: string): boolean {
  const named = /^\/([\w-]+)(\.html)?(\?|$)/.exec(path)?.[1];
  return named !== undefined && named !== page;
}

/** Sends a page, or whatever else was built: whole, or the range that the request asks for (RFC 9110, 14). */
function sendFile(request: IncomingMessage, response: ServerResponse, pages: string, url: string): void {
  const [path = ""] = url.split("?");
  send(request, path, { root: pages, extensions: ["html"], index: ["index.html"], cacheControl: false })
    .on("directory", () => response.writeHead(404).end("Not found\n"))
    .on("error", ({ status = 404, headers = {} }: { status?: number; headers?: Record<string, string> }) => {
      if (response.headersSent) return void response.destroy();
      // 403 is what `send` says of paths that lead out of the folder.
      const shown = status === 403 ? 404 : status;
      response.writeHead(shown, headers).end(`${STATUS_CODES[shown]}\n`);
    })
    .pipe(response);
}

/** Answers the requests that come through one socket, in order. */
function converse<Request>(
  socket: WebSocket,
  options: ServeOptions<Request>,
  fail: (failure: unknown) => void,
): void {
  let turn = Promise.resolve();
  socket.on("error", () => socket.terminate());
  socket.on("message", (data) => {
    turn = turn.then(async () => {
      if (socket.readyState !== socket.OPEN) return;
      try {
        socket.send(JSON.stringify(await options.answer(parse(String(data), options))));
      } catch (error) {
        if (!(error instanceof InputError)) return fail(error);
        socket.close(BAD_REQUEST, closeReason(error.message));
      }
    });
  });
}

function parse<Request>(text: string, { page, request }: ServeOptions<Request>): Request {
  const parsed = request.safeParse(jsonOrUndefined(text));
  if (parsed.success) return parsed.data;
  throw new InputError(`expected a request of the page "${page}", got ${text.slice(0, 60)}`);
}

/** A close reason may be 123 bytes long (RFC 6455, 5.5). */
function closeReason(message: string): string {
  const bytes = Buffer.from(message);
  return bytes.length <= 123 ? message : `${bytes.subarray(0, 117).toString()}…`;
}

function refuse(stream: Duplex, status: number): void {
  stream.on("error", () => stream.destroy());
  stream.write(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
  // Without waiting for the client to end its side: it may never.
  (stream as Socket).destroySoon();
}

/** Listens on `first` or, where that is taken, on the next free port; gives the port. */
async function listen(server: Server, first: number): Promise<number> {
  for (let port = first; port < first + PORTS_TO_TRY; port++) {
    try {
      server.listen(port, "127.0.0.1");
      await once(server, "listening");
      return port;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "EADDRINUSE" && code !== "EACCES") throw error;
    }
  }
  const last = first + PORTS_TO_TRY - 1;
  throw new InputError(`option --port: expected a free port from ${first} to ${last}, got none`);
}
