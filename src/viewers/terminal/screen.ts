import type { WriteStream } from "node:tty";

/** Control sequences of xterm that every terminal of today knows. */
const ALTERNATE_SCREEN = "\x1b[?1049h";
const USUAL_SCREEN = "\x1b[?1049l";
const HIDE_CURSOR = "\x1b[?25l";
const SHOW_CURSOR = "\x1b[?25h";
/** Lines that are too long are cut, not wrapped. */
const CUT_LINES = "\x1b[?7l";
const WRAP_LINES = "\x1b[?7h";
const HOME = "\x1b[H";
const CLEAR_LINE_END = "\x1b[K";
const CLEAR_BELOW = "\x1b[J";
/** Shows all that is written between the two at once, where the terminal knows how. */
const BEGIN_UPDATE = "\x1b[?2026h";
const END_UPDATE = "\x1b[?2026l";

/** The whole terminal as a screen to draw on. What was there comes back when it is closed. */
export class Screen {
  readonly #stream: WriteStream;
  readonly #restore = () => this.close();
  #open = true;

  constructor(stream: WriteStream) {
    this.#stream = stream;
    stream.write(ALTERNATE_SCREEN + HIDE_CURSOR + CUT_LINES);
    // Whatever ends the process, the person gets the cursor back.
    process.once("exit", this.#restore);
  }

  /** Size in cells. */
  get size(): { columns: number; rows: number } {
    return { columns: this.#stream.columns, rows: this.#stream.rows };
  }

  /**
   * Draws an image and the lines below it, from the top. Resolves when the terminal has taken them, so that a slow one
   * is not flooded.
   * @param graphic what draws the image with the cursor in the corner, `rows` high; nothing else is drawn there
   */
  async draw(
    lines: readonly string[],
    graphic?: { readonly text: string; readonly rows: number },
  ): Promise<void> {
    const below = lines.map((line) => line + CLEAR_LINE_END).join("\r\n") + CLEAR_BELOW;
    const text = graphic ? `${HOME}${graphic.text}\x1b[${graphic.rows + 1}H${below}` : HOME + below;
    const taken = this.#stream.write(BEGIN_UPDATE + text + END_UPDATE);
    if (!taken) await new Promise((resolve) => this.#stream.once("drain", resolve));
  }

  /** @param last drawn before what was there comes back */
  close(last = ""): void {
    if (!this.#open) return;
    this.#open = false;
    process.removeListener("exit", this.#restore);
    this.#stream.write(`${last}\x1b[0m${WRAP_LINES}${SHOW_CURSOR}${USUAL_SCREEN}`);
  }
}
