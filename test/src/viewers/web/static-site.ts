import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sirv from "sirv";
import { build } from "vite";

/** In a folder of its own below the root, since nothing may depend on where the site lies. */
const PLACE = ["a", "site"];

let root: Promise<string> | undefined;

/** Built once for all tests of a run. */
async function buildSite(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "aann-gym-site-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  await build({ mode: "site", logLevel: "error", build: { outDir: join(folder, ...PLACE) } });
  return folder;
}

/** A server of files as plain as can be: no header says anything of isolation or of what a page may do. */
async function serveFiles(folder: string): Promise<Server> {
  const files = sirv(folder);
  const server = createServer((request, response) =>
    files(request, response, () => {
      response.writeHead(404).end();
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

/**
 * Serves the static site while the tests of the suite run in which it is called; `site()` is its address, without a
 * slash.
 */
export function staticSite(): () => string {
  let server: Server;

  before(async () => {
    root ??= buildSite();
    server = await serveFiles(await root);
  });

  after(() => {
    server.close();
    server.closeAllConnections();
  });

  return () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${PLACE.join("/")}`;
}
