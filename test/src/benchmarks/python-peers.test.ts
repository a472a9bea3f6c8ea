import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { BenchmarkRow } from "../../../src/benchmarks/benchmark.js";
import type { Peer } from "../../../src/benchmarks/peers.js";
import { measurePeers } from "../../../src/benchmarks/python-peers.js";
import { rejection } from "../data/rejection.js";
import { temporaryFolder } from "../recordings/temporary-folder.js";

describe("the peers of the environments' benchmark", () => {
  const folder = temporaryFolder();
  const { signal } = new AbortController();

  /** A Python that says so much, whatever it is asked. */
  async function python(...lines: readonly string[]): Promise<string> {
    const path = join(folder(), "python");
    await writeFile(path, ["#!/bin/sh", ...lines, ""].join("\n"));
    await chmod(path, 0o755);
    return path;
  }

  async function measured(program: string, ...peers: readonly Peer[]): Promise<BenchmarkRow[]> {
    const ours = [
      { what: "8 × CarRacing-v3 with pixels", "per second and core": 5000 },
      { what: "CarRacing-v3, with pixels", "per second and core": 6000 },
      { what: "CarRacing-v3, physics only", "per second and core": 200_000 },
    ];
    const rows: BenchmarkRow[] = [];
    await measurePeers(peers, program, ours, (row) => rows.push(row), signal);
    return rows;
  }

  it("stand beside the fastest of our rows with the same work", async () => {
    const answer = { version: "1.4.0", rows: [{ id: "CarRacing-v3", count: 1, pace: 120 }] };
    const rows = await measured(
      await python(`echo warning`, `echo '${JSON.stringify(answer)}'`),
      "gymnasium",
    );
    expect(rows).to.deep.equal([
      {
        ...{ what: "CarRacing-v3", with: "the fastest above", "per second and core": 6000, "×": 50 },
        against: "gymnasium 1.4.0, one: 120 per second and core",
      },
    ]);
  });

  it("are left out with a word where the Python lacks them, and refused where it fails", async () => {
    const missing = await python(`echo '{"missing": "No module named envpool"}'`);
    expect(await measured(missing, "envpool")).to.deep.equal([
      { what: "envpool", with: `not measured: ${missing} says No module named envpool` },
    ]);
    const failing = await python("echo 'RuntimeError: no display' >&2", "exit 1");
    expect(String(await rejection(measured(failing, "gymnasium")))).to.include(
      "got RuntimeError: no display",
    );
  });
});
