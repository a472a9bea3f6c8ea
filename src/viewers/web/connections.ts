import type { Server } from "node:http";
import type { Socket } from "node:net";

/** Milliseconds that a page has to answer the close of its WebSocket. One that has hung never does. */
const GRACE = 500;

/**
 * Follows all connections of a server, those that became WebSockets or were refused on the way included: Node's
 * `closeAllConnections` forgets them, and `close` waits for them for ever.
 * @returns ends the server within half a second, whatever its clients do; calls back when no connection is left
 */
export function followConnections(server: Server): (ended: () => void) => void {
  const open = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    // A client may break off at any moment.
    socket.on("error", () => socket.destroy());
    socket.once("close", () => open.delete(socket));
  });
  return (ended) => {
    const timer = setTimeout(() => {
      for (const socket of open) socket.destroy();
    }, GRACE);
    server.close(() => {
      clearTimeout(timer);
      ended();
    });
    server.closeAllConnections();
  };
}
