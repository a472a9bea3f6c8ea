/** The page's line to the server: one request, one answer, in order. */
export class Connection<Request, Answer> {
  readonly #socket: WebSocket;
  readonly #waiting: ((answer: Answer) => void)[] = [];
  /** Settles with a sentence for the person when the line is cut. */
  readonly lost: Promise<string>;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#waiting.shift()?.(JSON.parse(data)));
    this.lost = new Promise((resolve) => {
      socket.addEventListener("close", ({ reason }) =>
        resolve(reason || "The connection to the command is lost. Is it still running?"),
      );
    });
  }

  /** Opens the WebSocket beside the page, at the same secret address. */
  static open<Request, Answer>(): Promise<Connection<Request, Answer>> {
    const address = new URL("socket", location.href);
    address.protocol = "ws:";
    const socket = new WebSocket(address);
    return new Promise((resolve, reject) => {
      const connection = new Connection<Request, Answer>(socket);
      socket.addEventListener("open", () => resolve(connection), { once: true });
      void connection.lost.then((reason) => reject(new Error(reason)));
    });
  }

  /** Requests without an answer yet. */
  get pending(): number {
    return this.#waiting.length;
  }

  /** Never settles when the line is cut; see `lost`. */
  ask(request: Request): Promise<Answer> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      // One that is closing would only complain.
      if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(request));
    });
  }
}
