/** What the programs share that measure the tables of the README again. */
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { type ParseArgsConfig, parseArgs } from "node:util";

type Defaults = Readonly<Record<string, string>>;

/** The options after the program's name, with these defaults; `--help` lists them and ends the program. */
export function readOptions<Names extends Defaults>(defaults: Names): Names {
  const options: ParseArgsConfig["options"] = { help: { type: "boolean" } };
  for (const [name, otherwise] of Object.entries(defaults)) {
    options[name] = { type: "string", default: otherwise };
  }
  const { help, ...values } = parseArgs({ options }).values;
  if (!help) return values as Names;
  const lines = Object.entries(defaults).map(([name, otherwise]) => `--${name} (default: ${otherwise})`);
  console.log(lines.join("\n"));
  process.exit();
}

/** Finished runs, a line of JSON each: what is there is not measured again. Several processes may add to one file. */
export class Journal<Run> {
  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  static async open<Run>(file: string): Promise<Journal<Run>> {
    await mkdir(dirname(file), { recursive: true });
    return new Journal<Run>(file);
  }

  async runs(): Promise<Run[]> {
    const text = await readFile(this.#file, "utf8").catch(() => "");
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Run);
  }

  async add(run: Run): Promise<void> {
    await appendFile(this.#file, `${JSON.stringify(run)}\n`);
  }
}
