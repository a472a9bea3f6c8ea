import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "../atomic-file.js";
import { prepareWritableFolder } from "../writable-folder.js";
import { Experiment, type ExperimentOptions } from "./experiment.js";
import type { Figure, Row } from "./figure.js";
import { FIGURES } from "./figures.js";
import { type NamedFigure, page, svgName } from "./page.js";
import { Runs } from "./runs.js";

/** Finished figures in a folder: their data, their drawings, and one page with all of them. */
export class Gallery {
  readonly #experiment: Experiment;

  /**
   * Opens the folder, which is made when missing.
   * @throws InputError or the system's error when it cannot be written to
   */
  static async open(options: Omit<ExperimentOptions, "runs">): Promise<Gallery> {
    await prepareWritableFolder(options.folder);
    const runs = await Runs.open(join(options.folder, "runs"));
    return new Gallery(new Experiment({ ...options, runs }));
  }

  private constructor(experiment: Experiment) {
    this.#experiment = experiment;
  }

  /**
   * Makes one figure and writes its files and the page anew.
   * @throws the signal's reason when the work is interrupted; finished runs are kept
   */
  async make(name: string): Promise<void> {
    const { folder, protocol } = this.#experiment;
    const { title, load } = FIGURES.get(name)!;
    const draw = await load();
    const figure = await draw(this.#experiment);
    const write = (file: string, text: string) => writeFileAtomic(join(folder, file), text);
    for (const [at, { svg }] of figure.panels.entries()) {
      if (svg) await write(svgName(name, at), `${svg}\n`);
    }
    await write(`${name}.csv`, csv(figure.rows));
    await write(`${name}.json`, `${JSON.stringify({ name, title, protocol: protocol.name, ...figure })}\n`);
    await write("index.html", await page(await this.#finished(), protocol.name));
  }

  /** The figures of this protocol in the folder, in the order of the page. */
  async #finished(): Promise<NamedFigure[]> {
    const { folder, protocol } = this.#experiment;
    const found: NamedFigure[] = [];
    for (const [name, { title }] of FIGURES) {
      const figure = await this.#read(join(folder, `${name}.json`));
      if (figure?.protocol === protocol.name) found.push({ name, title, figure });
    }
    return found;
  }

  /** A finished figure; undefined where there is none, or something else has its name. */
  async #read(file: string): Promise<(Figure & { readonly protocol: string }) | undefined> {
    try {
      const figure = JSON.parse(await readFile(file, "utf8"));
      return Array.isArray(figure?.panels) && Array.isArray(figure.numbers) ? figure : undefined;
    } catch {
      return undefined;
    }
  }
}

/** A table as RFC 4180 has it, with a column for every name that any row has. */
export function csv(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (value: string | number | undefined) => {
    const text = String(value ?? "");
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows.map((row) => columns.map((column) => row[column]))]
    .map((line) => `${line.map(cell).join(",")}\r\n`)
    .join("");
}
