import { spawn } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../..");
const runner = join(import.meta.dirname, "../src/cli/runner.js");

/**
 * A command and what it prints, as a page shows them in a block of the language `console`: a line that begins with `$
 * `, and the lines up to the next one. `^C` on a line says that Ctrl-C is pressed there; `…` stands for lines, or the
 * end of a line, that are left out.
 */
export interface Transcript {
  readonly command: string;
  readonly shown: string;
}

/** All pages whose commands are checked, relative to the root of the project. */
export const PAGES: readonly string[] = [
  "README.md",
  "CONTRIBUTING.md",
  "recordings/README.md",
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name))
    .sort(),
];

const read = (page: string) => readFileSync(join(root, page), "utf8");

/** Blocks that are run; those of commands that take their time are marked `console long`. */
const RUN = /^```console\n(.*?)^```$/gms;

/** The transcripts of a page that are run, in order. */
export function transcriptsOf(page: string): Transcript[] {
  return [...read(page).matchAll(RUN)].flatMap(([, block]) =>
    block!
      .split(/^\$ /m)
      .slice(1)
      .map((text) => {
        const end = text.indexOf("\n");
        return { command: text.slice(0, end), shown: text.slice(end + 1) };
      }),
  );
}

/**
 * Every command line of a page that is not run, without what is said of it: those of long transcripts, and indented
 * ones.
 */
export function quotedCommands(page: string): string[] {
  const text = read(page)
    .replace(RUN, "")
    .replaceAll(/ \\\n +/g, " ");
  return [...text.matchAll(/^(?:\$ | {4})((?:npx aann-gym|aann-gym|npm run) .*)$/gm)].map(([, line]) =>
    line!.replace(/ +#.*$/, ""),
  );
}

/** Puts what commands printed in the place of what a page shows. */
export function rewrite(page: string, printed: ReadonlyMap<Transcript, string>): void {
  let text = read(page);
  for (const [{ command, shown }, now] of printed) {
    text = text.replace(`$ ${command}\n${shown}`, () => `$ ${command}\n${now}`);
  }
  writeFileSync(join(root, page), text);
}

/** A folder that looks like a fresh clone to the commands of a page, and a shell in it. */
export class Clone {
  readonly #folder: string;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(folder: string) {
    this.#folder = folder;
    for (const name of ["demos", "recordings"])
      cpSync(join(root, name), join(folder, name), { recursive: true });
    // `npx aann-gym` is this build, and data sets that were fetched do not show.
    const bin = join(folder, ".bin");
    mkdirSync(bin);
    writeFileSync(join(bin, "npx"), `#!/bin/sh\nshift\nexec "${process.execPath}" "${runner}" "$@"\n`);
    chmodSync(join(bin, "npx"), 0o755);
    this.#environment = {
      ...process.env,
      PATH: `${bin}:${process.env.PATH}`,
      AANN_GYM_DATA: join(folder, ".data"),
    };
  }

  /**
   * Runs a command in a shell.
   * @returns what it printed, without lines that only say how far it is; and its exit code
   */
  async run({ command, shown }: Transcript): Promise<{ printed: string; code: number | null }> {
    // The trap is for the shell itself: it shall say how the command ended.
    const child = spawn("sh", ["-c", `exec 2>&1; trap : INT; ${command}`], {
      cwd: this.#folder,
      env: this.#environment,
      stdio: ["ignore", "pipe", "inherit"],
      // A group of its own, which Ctrl-C reaches as a whole.
      detached: true,
    });
    const pressAt = shown.indexOf("^C\n");
    const linesBefore = lineCount(shown.slice(0, pressAt));
    let printed = "";
    let isPressed = pressAt < 0;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      if (isPressed || lineCount(printed) < linesBefore) return;
      isPressed = true;
      printed += "^C\n";
      process.kill(-child.pid!, "SIGINT");
    });
    const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
    return { printed: printed.replace(PROGRESS, ""), code };
  }
}

const lineCount = (text: string) => text.split("\n").length - 1;

/** `Reading: 4 of 12 episodes, …`: on a terminal it is a bar that moves. */
const PROGRESS = /^[A-Z][\w -]*: [\d.,]+ of [\d.,]+ .*\n/gm;

/** The exit code that goes with what is shown. */
export function codeOf(shown: string): number {
  if (shown.includes("^C\n")) return 130;
  return /^aann-gym: /m.test(shown) ? 2 : 0;
}

/** Whether a command printed what the page shows, whatever the figures are. */
export function agrees(shown: string, printed: string): boolean {
  const pattern = wordsOf(shown)
    .map((line) => (line === "…" ? "(?:.*\n)*?" : `${escapeRegExp(line).replace(/…$/, ".*")}\n`))
    .join("");
  return new RegExp(`^${pattern}$`).test(`${wordsOf(printed).join("\n")}\n`);
}

/** Lines without figures, bars, addresses, and how far columns are apart. */
function wordsOf(text: string): string[] {
  return text
    .trimEnd()
    .split("\n")
    .map((line) =>
      line
        .replace(/(http:\/\/127\.0\.0\.1)\S+/g, "$1")
        .replace(/[\s\u2580-\u259f─]+/g, " ")
        .replace(/[-−+±]?\d[\d.,:T-]*/g, "0")
        .trim(),
    );
}

const escapeRegExp = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
