import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { accuracyBySparsity } from "../../../src/figures/accuracy-by-sparsity.js";
import { Experiment } from "../../../src/figures/experiment.js";
import type { Row } from "../../../src/figures/figure.js";
import { FIGURES } from "../../../src/figures/figures.js";
import { csv, Gallery } from "../../../src/figures/gallery.js";
import { type Protocol, QUICK } from "../../../src/figures/protocol.js";
import { Runs } from "../../../src/figures/runs.js";

/** The least that every figure can be made of. */
const TINY: Protocol = {
  ...QUICK,
  images: 150,
  tested: 200,
  epochs: { dense: 1, sparsify: 1, "fine-tune": 0, ternary: 1 },
  neighbours: 20,
  embedded: 12,
  family: 3,
  fitness: 100,
  neighbourhoods: 4,
  baselineEpochs: 1,
  searches: 2,
  searchNeighbours: 600,
  drivingNeighbours: 200,
  episodes: 2,
  testEpisodes: 2,
  tracks: 1,
};

/** Not those that need a data set from elsewhere, nor those that take their time. */
const LEFT_OUT = ["12", "transfer", "2a", "2b", "video"];
/** One search does for those that compare nothing between searches and drive. */
const FEWER_CLIMBS = ["colours"];
const MADE = [...FIGURES.keys()].filter((name) => !LEFT_OUT.includes(name));

function isDrawing(svg: string): void {
  expect(svg).to.match(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg".*<\/svg>$/s);
  expect(svg).not.to.match(/NaN|undefined|Infinity/);
}

describe("figures", function () {
  this.timeout(120_000);
  let folder: string;
  const work: string[] = [];
  /** Runs that were begun and ended, or found in the folder. */
  let runs = 0;
  const open = (signal = new AbortController().signal, protocol = TINY) =>
    Gallery.open({
      ...{ folder, protocol, threads: 1, signal },
      onWork(line, share) {
        // Getting the examples is no run.
        if (share === 0 && !line.startsWith("getting ")) work.push(line);
        if (share === 1) runs++;
      },
      onKept: () => runs++,
    });
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "aann-gym-figures-"));
  });
  after(() => rm(folder, { recursive: true }));

  for (const name of MADE) {
    it(`has data, drawings and the paper's numbers beside ours: ${name}`, async () => {
      const protocol = FEWER_CLIMBS.includes(name) ? { ...TINY, searches: 1 } : TINY;
      runs = 0;
      await (await open(undefined, protocol)).make(name);
      // By these it is told how far all figures are.
      expect(runs).to.equal(FIGURES.get(name)!.runs(protocol));
      const files = await readdir(folder);
      const figure = JSON.parse(await readFile(join(folder, `${name}.json`), "utf8"));
      expect(figure.panels).to.have.length.above(0);
      expect(figure.numbers).to.have.length.above(0);
      const lines = (await readFile(join(folder, `${name}.csv`), "utf8")).trimEnd().split("\r\n");
      expect(lines).to.have.length(figure.rows.length + 1);
      for (const [at, { svg }] of figure.panels.entries()) {
        if (!svg) continue;
        expect(files).to.include(`${name}-${at + 1}.svg`);
        isDrawing(svg);
      }
      const page = await readFile(join(folder, "index.html"), "utf8");
      expect(page).to.include(`id="figure-${name}"`);
      expect(page).not.to.match(/https?:\/\/(?!www\.w3\.org\/)/);
    });
  }

  it("has a point for every network at every sparsity", async () => {
    const runs = await Runs.open(join(folder, "runs"));
    const { signal } = new AbortController();
    const experiment = new Experiment({
      protocol: { ...TINY, nets: 2 },
      runs,
      folder,
      threads: 1,
      signal,
      onWork() {},
    });
    const { rows, panels, numbers } = await accuracyBySparsity(experiment, "mnist", [50, 90]);
    expect(rows.map(({ sparsity, net }) => [sparsity, net])).to.deep.equal([
      [50, 1],
      [50, 2],
      [90, 1],
      [90, 2],
    ]);
    for (const { test } of rows) expect(test).to.be.within(0, 1);
    expect(numbers.map(({ here }) => here)).to.satisfy((texts: string[]) =>
      texts.every((text) => text.includes("±")),
    );
    isDrawing(panels[0].svg!);
  });

  it("are made of what is on disk the second time, and anew where that is damaged", async () => {
    work.length = 0;
    const before = await readFile(join(folder, "3.json"), "utf8");
    await (await open()).make("3");
    expect(work).to.deep.equal([]);
    const runs = (await readdir(join(folder, "runs"))).filter((name) => name.startsWith("neighbours-"));
    for (const kept of runs) await writeFile(join(folder, "runs", kept), "{");
    await (await open()).make("3");
    expect(work).to.have.length(3);
    expect(await readFile(join(folder, "3.json"), "utf8")).to.equal(before);
  });

  it("stop at the signal", async () => {
    const controller = new AbortController();
    controller.abort();
    const gallery = await open(controller.signal);
    const ended = await gallery.make("7").then(
      () => "made",
      (error) => error === controller.signal.reason,
    );
    expect(ended).to.equal(true);
  });

  it("have tables as spreadsheets read them", () => {
    const rows: Row[] = [
      { name: 'a "b", c', x: 1.5 },
      { name: "d", y: -2 },
    ];
    expect(csv(rows)).to.equal('name,x,y\r\n"a ""b"", c",1.5,\r\nd,,-2\r\n');
  });
});
