import type { ReadStream, WriteStream } from "node:tty";

/** How a terminal can show images. */
export type Graphics =
  | { readonly kind: "kitty" }
  /** Sizes of a cell in pixels, since sixels are drawn a pixel a pixel. */
  | { readonly kind: "sixel"; readonly cellWidth: number; readonly cellHeight: number }
  | { readonly kind: "half-blocks" };

/**
 * Is there kitty's graphics protocol (asked with an image of one pixel)? How large is a cell (XTWINOPS 16)? And last
 * what every terminal answers: its device attributes, where 4 stands for sixels.
 */
const QUESTIONS = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[16t\x1b[c";

/** A terminal at the other end of a slow line has so many milliseconds to answer. */
const ANSWER_TIME = 400;

/** Where a terminal does not say how large its cells are. */
const USUAL_CELL = { cellWidth: 10, cellHeight: 20 };

const ESCAPE = "\x1b";

/** Asks a terminal how it can show images: half blocks when it does not answer or nobody can. */
export async function askTerminal(input: ReadStream, output: WriteStream): Promise<Graphics> {
  if (!input.isTTY || !output.isTTY) return { kind: "half-blocks" };
  const wasRaw = input.isRaw;
  input.setRawMode(true);
  try {
    output.write(QUESTIONS);
    return understand(await listen(input));
  } finally {
    input.setRawMode(wasRaw);
    input.pause();
  }
}

/** What the terminal's answers mean. */
export function understand(answers: string): Graphics {
  if (answers.includes(`${ESCAPE}_Gi=31;OK`)) return { kind: "kitty" };
  const attributes = attributesIn(answers);
  if (!attributes?.includes("4")) return { kind: "half-blocks" };
  const start = answers.indexOf(`${ESCAPE}[6;`);
  const [, height, width] = /^6;(\d+);(\d+)t/.exec(answers.slice(start + 2)) ?? [];
  if (start < 0 || !height || !width) return { kind: "sixel", ...USUAL_CELL };
  return { kind: "sixel", cellWidth: Number(width), cellHeight: Number(height) };
}

/** Reads until the last answer has come. */
function listen(input: ReadStream): Promise<string> {
  return new Promise((resolve) => {
    let heard = "";
    const hear = (bytes: Buffer) => {
      heard += bytes.toString("latin1");
      if (attributesIn(heard)) done();
    };
    const done = () => {
      clearTimeout(timer);
      input.off("data", hear);
      resolve(heard);
    };
    const timer = setTimeout(done, ANSWER_TIME);
    input.on("data", hear);
  });
}

/** The device attributes, when they are there: ESC [ ? … c. */
function attributesIn(answers: string): string[] | undefined {
  const start = answers.indexOf(`${ESCAPE}[?`);
  const [, numbers] = (start >= 0 && /^([\d;]+)c/.exec(answers.slice(start + 3))) || [];
  return numbers?.split(";");
}
